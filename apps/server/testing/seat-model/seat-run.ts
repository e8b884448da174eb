import type { ReservationView } from '@frontrow/contract/reservation';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import type { Services } from '@frontrow/domain/services';
import { houseOf } from '@frontrow/domain/testing/house';
import type { OtherServer } from '@frontrow/domain/testing/other-server';
import type { World } from '@frontrow/domain/testing/world';
import { type Kept, SeatModel, type Wanted } from './model.ts';
import {
  HOLD_LIMIT,
  type HoldingAct,
  ROWS,
  type RunPlan,
  SEATS,
  STANDING,
  USERS,
} from './steps.ts';

let runs = 0;

/** A call's answer: a reservation, or the code and details of the refusal. */
export type Answer = { view: ReservationView } | { code: string; details: Record<string, unknown> };

/** A house of its own, its users and its servers. */
export async function createRun(world: World, other: OtherServer, { orphanRule }: RunPlan) {
  runs += 1;
  const name = `seats ${runs}`;
  const house = await houseOf(world, ROWS, {
    ...{ standing: STANDING, holdLimit: HOLD_LIMIT, orphanRule },
    startsAt: new Date(world.now.getTime() + 365 * 86_400_000),
  });
  const { concertId, performanceId } = house;
  await world.configureQueue(concertId, { activeSeconds: 86_400 });
  const enter = async (user: number): Promise<QueueCaller> => {
    const caller = await world.queueCaller(`${name}, user ${user}`, concertId);
    await world.services.queue.claim(caller.claims);
    return caller;
  };
  const users: QueueCaller[] = [];
  for (let user = 0; user < USERS; user++) {
    users.push(await enter(user));
    await world.charge(users.at(-1)?.caller ?? { userId: '', service: false }, 10_000_000);
  }
  const model = new SeatModel(orphanRule);
  model.now = world.now.getTime();
  const { rows } = await world.pool.query<{ id: string }>(
    'select id from seat where performance_id = $1 order by place',
    [performanceId],
  );
  const servers = [{ ctx: world.ctx, services: world.services }, other];
  return {
    ...{ world, concertId, performanceId, users, model, servers, enter },
    operator: await world.caller('operator', 'operator'),
    idOf: (place: number): string => rows[place]?.id ?? world.ctx.newId(),
    /** Stored answers by user, procedure and key, with the input that they belong to. */
    stored: new Map<string, { input: string; id: string }>(),
    /** The servers whose snapshot is as old as if another process had written a second ago. */
    outdated: new Set<number>(),
  };
}

export type SeatRun = Awaited<ReturnType<typeof createRun>>;

/** Settles with the refusal if it is one; any other error is thrown. */
export async function answerOf(call: Promise<ReservationView>): Promise<Answer> {
  try {
    return { view: await call };
  } catch (error) {
    const { code, details } = error as { code: string; details?: Record<string, unknown> };
    if (typeof details !== 'object') throw error;
    return { code, details };
  }
}

/** The reservation that an act replaces. */
export function replacedBy({ model }: SeatRun, { replaces }: HoldingAct): Kept | 'unknown' | null {
  if (replaces === null) return null;
  return model.reservations[replaces % Math.max(1, model.reservations.length)] ?? 'unknown';
}

/** What the model is asked about an act. */
export function wantedBy(run: SeatRun, act: HoldingAct): Wanted {
  const { user } = act;
  const replaces = replacedBy(run, act);
  if (act.do === 'hold') return { user, replaces, seats: act.seats, standing: act.standing };
  const { quantity, accessible, apart, cheap } = act;
  return { user, replaces, quantity, accessible, apart, cheap };
}

/** The input of an act's call, without its key. */
export function inputOf(run: SeatRun, act: HoldingAct) {
  const { performanceId, idOf, world } = run;
  const replaced = replacedBy(run, act);
  const replaces = replaced === null ? {} : { replaces: replacedId(replaced, world) };
  if (act.do === 'best') {
    const { quantity, accessible, apart, cheap } = act;
    const filter = cheap ? { maxPrice: 49_999 } : {};
    return { performanceId, quantity, accessible, apart, ...filter, ...replaces };
  }
  const { seats, by, standing } = act;
  // An id that no seat has is another refusal.
  const known = seats.every((place) => place < SEATS);
  const ids = !known || by === 'place' ? 0 : by === 'id' ? seats.length : 1;
  return {
    ...{ performanceId, ...replaces },
    ...{ seatIds: seats.slice(0, ids).map(idOf), places: seats.slice(ids) },
    general: standing > 0 ? [{ section: 'Pit', quantity: standing }] : [],
  };
}

const replacedId = (replaced: Kept | 'unknown', { ctx }: World): string =>
  replaced === 'unknown' ? ctx.newId() : replaced.id;

/** Makes the call of an act on its server. */
export function call(
  { users, servers }: SeatRun,
  act: HoldingAct,
  input: object,
): Promise<ReservationView> {
  const [user, server] = [users[act.user], servers[act.server]];
  if (!user || !server) throw new Error('there is no such user or server');
  const { reservation }: Services = server.services;
  const method = act.do === 'best' ? reservation.holdBest : reservation.hold;
  return method(user, input as never);
}
