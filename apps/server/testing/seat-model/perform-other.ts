import type { Services } from '@frontrow/domain/services';
import { equal } from './equal.ts';
import type { Kept } from './model.ts';
import { answerOf, type SeatRun } from './seat-run.ts';
import type { Act, BlockAct, HoldingAct } from './steps.ts';

/** Performs an act that holds nothing. */
export async function performOther(run: SeatRun, act: Exclude<Act, HoldingAct>): Promise<void> {
  const { model, operator } = run;
  const services = run.servers[act.server]?.services;
  if (!services) throw new Error('there is no such server');
  if ('seats' in act) return block(run, services, act);
  const kept = model.reservations[act.pick % Math.max(1, model.reservations.length)];
  if (!kept) return;
  const owner = run.users[kept.user];
  if (!owner) throw new Error('there is no such user');
  if (act.do === 'release') {
    const answer = await answerOf(services.reservation.release(owner.caller, kept.id));
    if (kept.status === 'PAID')
      equal('code' in answer && answer.code, 'ALREADY_PAID', 'the refusal');
    else if (model.isLive(kept)) kept.status = 'RELEASED';
    return;
  }
  if (act.do === 'refund') {
    if (kept.paymentId === null) return;
    const refund = services.admin.refund(operator, { paymentId: kept.paymentId });
    const code = await codeOf(refund);
    equal(code, kept.status === 'PAID' ? null : 'ALREADY_REFUNDED', 'the refund');
    kept.status = 'REFUNDED';
    return;
  }
  await pay(run, services, kept);
}

async function block(
  { model, operator, performanceId }: SeatRun,
  { admin }: Services,
  act: BlockAct,
): Promise<void> {
  const { seats: places, standing } = act;
  const general = standing > 0 ? [{ section: 'Pit', quantity: standing }] : [];
  if (places.length + general.length === 0) return;
  const isBlock = act.do === 'block';
  const method = isBlock ? admin.blockPlaces : admin.unblockPlaces;
  const { changed } = await method(operator, { performanceId, places, general });
  const due = places.filter((place) => model.letters[place] === (isBlock ? 'A' : 'B'));
  const areas = Math.min(standing, isBlock ? model.standingLeft : model.blockedStanding);
  equal(changed, due.length + areas, 'how many changed');
  for (const place of due) {
    if (isBlock) model.blocked.add(place);
    else model.blocked.delete(place);
  }
  model.blockedStanding += isBlock ? areas : -areas;
}

async function pay(run: SeatRun, { payment }: Services, kept: Kept): Promise<void> {
  const owner = run.users[kept.user];
  if (!owner) throw new Error('there is no such user');
  const live = run.model.isLive(kept);
  const paying = payment.pay(owner, { reservationId: kept.id });
  const code = await codeOf(
    paying.then(({ id }) => {
      kept.paymentId = id;
    }),
  );
  const refusals = {
    HELD: 'HOLD_EXPIRED',
    RELEASED: 'HOLD_EXPIRED',
    PAID: 'ALREADY_PAID',
    REFUNDED: 'ALREADY_REFUNDED',
  };
  equal(code, live ? null : refusals[kept.status], 'the payment');
  if (!live) return;
  kept.status = 'PAID';
  // The payment may have used up the token.
  run.users[kept.user] = await run.enter(kept.user);
}

const codeOf = (call: Promise<unknown>): Promise<string | null> =>
  call.then(
    () => null,
    (error) => {
      if (typeof error.details !== 'object') throw error;
      return error.code;
    },
  );
