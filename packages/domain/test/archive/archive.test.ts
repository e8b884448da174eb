import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ArchiveEnd, archiveConcert, checkArchive } from '../../src/archive/archive.ts';
import { restoreArchive } from '../../testing/restore-archive.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

const HOUR = 3_600;
/** It compares whole accounts, which are not of one concert. */
const BALANCES = 'a balance is the sum of its ledger entries and not negative';
let world: World;
let concertId: string;
let performanceId: string;
beforeAll(async () => {
  world = await createWorld();
  await sell();
});
afterAll(() => world.close());

/** A sale with a draw, a payment, a refund, a release, a swap, a redeemed ticket and a hold that ran out. */
async function sell(): Promise<void> {
  const opensAt = new Date(world.now.getTime() + HOUR * 1_000);
  const concert = await world.concertWithSeats({ queue: { opensAt, maxActive: 4 } });
  ({ concertId, performanceId } = concert);
  const { seatIds } = concert;
  const operator = await world.caller('operator', 'operator');
  const joined = await world.joinMany('fan', 6, concertId);
  world.advanceClock(HOUR);
  await world.admit(concertId);
  const active: World['joinMany'] extends (...args: never[]) => Promise<(infer One)[]>
    ? One[]
    : never = [];
  for (const one of joined) if ((await world.stateOf(one)) === 'ACTIVE') active.push(one);
  expect(active).toHaveLength(4);
  const { reservation, payment, admin } = world.services;
  const hold = (n: number, seat: number, replaces?: string) => {
    const user = active[n]?.queueCaller;
    if (!user) throw new Error('there are too few passes');
    const wish = { performanceId, seatIds: seatIds.slice(seat, seat + 1) };
    return reservation
      .hold(user, replaces === undefined ? wish : { ...wish, replaces })
      .then((held) => ({ user, id: held.id }));
  };
  const [first, second] = [await hold(0, 0), await hold(1, 1)];
  const swapped = await hold(1, 2, second.id);
  const released = await hold(2, 3);
  await reservation.release(released.user.caller, released.id);
  await hold(3, 4);
  const payments: string[] = [];
  for (const { user, id } of [first, swapped]) {
    await world.charge(user.caller, 100_000);
    payments.push((await payment.pay(user, { reservationId: id })).id);
  }
  const [kept = '', back = ''] = payments;
  await admin.refund(operator, { paymentId: back, reason: 'ill' });
  const { items } = await payment.tickets(first.user.caller, kept);
  await admin.redeemTicket(operator, { code: String(items[0]?.code) });
}

async function linesOf(id: string): Promise<string[]> {
  const lines: string[] = [];
  await archiveConcert(world.ctx, id, async (line) => void lines.push(line));
  return lines;
}
async function* each(lines: string[]): AsyncGenerator<string> {
  yield* lines;
}
const check = (lines: string[]): Promise<ArchiveEnd> => checkArchive(each(lines));

test('a concert with a performance ahead is refused, and so is one that does not exist', async () => {
  expect(await refusalOf(linesOf(concertId))).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await refusalOf(linesOf(world.ctx.newId()))).toMatchObject({ code: 'CONCERT_NOT_FOUND' });
});

test('the archive of a concert that is over has all its rows and its audit, and changes nothing', async () => {
  world.advanceClock(31 * 86_400);
  const lines = await linesOf(concertId);
  const { rows, audit } = await check(lines);
  expect(audit).toEqual(await world.services.admin.audit({ concertId }));
  expect(audit.ok).toBe(true);
  expect(rows).toMatchObject({
    ...{ concert: 1, chart: 1, performance: 1, section: 1, seat: 10, queue: 1, queue_limit: 1 },
    ...{ queue_entry: 6, admission: 4, draw: 2, draw_list: 0, draw_entrant: 6 },
    ...{ reservation: 5, reservation_seat: 5, payment: 2, ticket: 2, ledger_entry: 3 },
  });
  expect(rows.operator_action).toBeGreaterThanOrEqual(3);
  expect(await linesOf(concertId)).toEqual(lines);
});

test('nobody is named in it', async () => {
  const text = (await linesOf(concertId)).join('\n');
  expect(text).not.toMatch(/fan \d/);
});

test('restored into an empty database it has the same rows, and its audit is true there', async () => {
  const lines = await linesOf(concertId);
  const { rows } = await check(lines);
  const other = await createWorld();
  try {
    await restoreArchive(other.ownerPool, lines);
    other.now = world.now;
    const audit = await other.services.admin.audit({ concertId });
    const failed = audit.checks.filter(({ ok, name }) => !ok && name !== BALANCES);
    expect(failed).toEqual([]);
    const again: string[] = [];
    const end = await archiveConcert(other.ctx, concertId, async (line) => void again.push(line));
    expect(end.rows).toEqual(rows);
    const sorted = (all: string[]) => all.slice(1, -1).sort();
    expect(sorted(again)).toEqual(sorted(lines));
  } finally {
    await other.close();
  }
});

test('a line that is changed, missing or cut is noticed', async () => {
  const lines = await linesOf(concertId);
  const at = lines.findIndex((line) => line.startsWith('{"table":"payment"'));
  const changed = lines.with(at, String(lines[at]).replace('"amount": 50000', '"amount": 50001'));
  expect(changed).not.toEqual(lines);
  for (const wrong of [changed, lines.toSpliced(at, 1), lines.toSpliced(0, 1)]) {
    await expect(check(wrong)).rejects.toThrow('changed or cut');
  }
  for (const cut of [lines.slice(0, -1), [...lines.slice(0, -1), '{"rows":'], []]) {
    await expect(check(cut)).rejects.toThrow('has no end');
  }
});
