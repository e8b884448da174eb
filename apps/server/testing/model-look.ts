import type { QueueTicket } from '@frontrow/contract/queue';
import { expect } from 'vitest';
import { gist } from './model-calls.ts';
import type { Life } from './model-life.ts';
import { ticketOf } from './model-predict.ts';
import { brokenIn, type QueueRows, rowsOf } from './model-rows.ts';
import { guestOf, outcomeOf } from './model-servers.ts';

/**
 * Asks every server about every user's place, with first and newest tokens: what they say is what the
 * model says, and no worse than what was said before. Then reads the rows themselves.
 */
export async function look(life: Life, { afterAdmit }: { afterAdmit: boolean }): Promise<void> {
  await life.noteDraw();
  const { house, model, told: everybody } = life;
  const { now } = house;
  const asked = [...everybody].flatMap(([user, told]) =>
    house.servers.map(async (server, index) => {
      const { claims } = guestOf(server, house.caller(user), told.token((user + index) % 2 === 0));
      const status = server.services.queue.status(claims).then((ticket) => ({ ticket }));
      return { user, told, server: index, outcome: await outcomeOf(status) };
    }),
  );
  for (const { user, told, server, outcome } of await Promise.all(asked)) {
    const expected = ticketOf(model, life.placeOf(told), now);
    expect(gist(outcome), `visitor ${user} on server ${server}`).toEqual(expected);
    if ('code' in outcome) life.forgive(user);
    else {
      told.hear(outcome.ticket);
      expectPace(life, outcome.ticket);
    }
  }
  const rows = await rowsOf(house.world.pool, house.concertId);
  expect(brokenIn(rows)).toEqual([]);
  if (afterAdmit) expect(stalled(life, rows)).toBeNull();
}

/** Whoever polls as told can't miss the claim. */
function expectPace({ model }: Life, { pollAfterSeconds }: QueueTicket): void {
  const { claimSeconds, activeSeconds } = model.limits;
  expect(pollAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(pollAfterSeconds * 2).toBeLessThanOrEqual(Math.min(claimSeconds, activeSeconds));
}

/** Invariant 7, told by the rows: somebody waits though there is room and nothing forbids it. */
function stalled({ house, model }: Life, rows: QueueRows): string | null {
  const { now } = house;
  const { maxActive, admitPerMinute, paused } = model.limits;
  if (paused || !model.isOpen(now)) return null;
  const drawing = rows.draws.find(
    ({ frozen, numbered, entrants }) => frozen && numbered < (entrants ?? 0),
  );
  const last = drawing ? (drawing.afterNumber ?? 0) + drawing.numbered : Number.POSITIVE_INFINITY;
  const waiting = rows.tokens.filter(
    ({ status, number }) => status === 'WAITING' && (number ?? 0) <= last,
  ).length;
  const active = rows.tokens.filter(
    ({ status, endsAt }) => status === 'ACTIVE' && (endsAt ?? 0) > now,
  ).length;
  const recent = rows.admissions.filter(({ at }) => at > now - 60_000).length;
  if (waiting === 0 || active >= maxActive || recent >= admitPerMinute) return null;
  return `${waiting} wait, ${active} of ${maxActive} are active, ${recent} of ${admitPerMinute} in the last minute`;
}

/** The statistics are the counts of the rows, purged ones included, on every server. */
export async function expectStats({ house, model }: Life): Promise<void> {
  const { now } = house;
  const ended = model.places.filter((place) => place.stage(now) === 'ENDED');
  const count = (ends: 'COMPLETED' | 'LEFT' | null) =>
    ended.filter((place) => place.ended === ends).length;
  const drawing = model.draws
    .flatMap(({ entrants }) => entrants)
    .filter((place) => place.stage(now) !== 'ENDED');
  const expected = {
    prequeue: model.in('PREQUEUE', now).length - drawing.length,
    waiting: model.in('WAITING', now).length + drawing.length,
    active: model.in('ACTIVE', now).length,
    completed: count('COMPLETED'),
    expired: count(null),
    left: count('LEFT'),
    admittedPerMinute: model.admissions.filter((at) => at > now - 60_000).length,
  };
  for (const { services } of house.servers) {
    expect(await services.admin.queueStats(house.concertId)).toMatchObject(expected);
  }
}

export async function expectSound({ house }: Life): Promise<void> {
  const { concertId } = house;
  expect(await house.server(0).services.admin.audit({ concertId })).toMatchObject({ ok: true });
}
