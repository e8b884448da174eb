import { expect } from 'vitest';
import type { World } from '../world.ts';
import { changesSeen, everythingSeen, type Found, newlyFailed } from './looks.ts';

type Statements = [text: string, values: unknown[]][];

/** Runs statements with the triggers switched off. */
export async function runUnchecked({ ownerPool }: World, statements: Statements): Promise<void> {
  const client = await ownerPool.connect();
  try {
    await client.query("set session_replication_role = 'replica'");
    for (const [text, values] of statements) await client.query(text, values);
    await client.query('reset session_replication_role');
  } finally {
    client.release();
  }
}

/** A look at changes cannot see a row that is gone. */
const deletesRows = (statements: Statements) =>
  statements.some(([text]) => /\bdelete\s+from\b/.test(text));

/**
 * Breaks something, and requires that each check of the audit that finds it fails in the next look at changes, if no
 * row is deleted, and in the next whole look; and in the look at changes after those, since it is still so.
 */
export async function breakAndLook(world: World, statements: Statements): Promise<void> {
  const { ctx } = world;
  const auditNow = async (): Promise<Found> => {
    const { checks } = await world.services.admin.audit({});
    return new Map(
      checks.filter(({ ok }) => !ok).map(({ name, violations }) => [name, violations]),
    );
  };
  // The first look only begins where nothing is known of a look before.
  await changesSeen(ctx);
  const whole = await everythingSeen(ctx);
  const before = { audit: await auditNow(), whole, look: await changesSeen(ctx) };
  await runUnchecked(world, statements);
  const failed = newlyFailed(before.audit, await auditNow());
  if (!deletesRows(statements)) {
    expect(newlyFailed(before.look, await changesSeen(ctx))).toEqual(
      expect.arrayContaining(failed),
    );
  }
  expect(newlyFailed(before.whole, await everythingSeen(ctx))).toEqual(
    expect.arrayContaining(failed),
  );
  expect(newlyFailed(before.look, await changesSeen(ctx))).toEqual(expect.arrayContaining(failed));
}

/** Helpers of the tests that break an invariant by hand and look whether the audit finds it. */
export const audited = (getWorld: () => World) => ({
  /** A concert with a payment, a refund, a hold, active passes and entries that wait. */
  async busyConcert(label: string) {
    const world = getWorld();
    const { concertId, performanceId, seatIds } = await world.concertWithSeats({
      queue: { maxActive: 5 },
    });
    const { services } = world;
    const pay = async (name: string, seat: number) => {
      const queueCaller = await world.queueCaller(`${label} ${name}`, concertId);
      await world.charge(queueCaller.caller, 80_000);
      const wanted = { performanceId, seatIds: seatIds.slice(seat, seat + 1) };
      const held = await services.reservation.hold(queueCaller, wanted);
      const payment = await services.payment.pay(queueCaller, { reservationId: held.id });
      return { queueCaller, held, payment };
    };
    const paid = await pay('payer', 0);
    const refunded = await pay('refunded', 1);
    const operator = await world.caller('operator', 'operator');
    await services.admin.refund(operator, { paymentId: refunded.payment.id });
    const holder = await world.queueCaller(`${label} holder`, concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(2, 4) };
    const held = await services.reservation.hold(holder, wanted);
    for (let n = 0; n < 6; n++) await world.join(`${label} waiting ${n}`, concertId);
    return { concertId, performanceId, seatIds, paid, refunded, holder, held };
  },

  /** The names of the checks that find a violation. */
  async failedChecks(concertId: string): Promise<string[]> {
    const { ok, checks } = await getWorld().services.admin.audit({ concertId });
    const names = checks.filter((check) => !check.ok).map(({ name }) => name);
    expect(ok).toBe(names.length === 0);
    return names;
  },

  /** All violations that the audit finds. */
  async violations(concertId: string): Promise<Record<string, unknown>[]> {
    const { checks } = await getWorld().services.admin.audit({ concertId });
    return checks.flatMap((check) => check.violations);
  },

  /** Runs statements that violate an invariant, with the triggers switched off, then the looks, then `check`. */
  async afterBreaking(statements: Statements, check: () => Promise<void>) {
    await breakAndLook(getWorld(), statements);
    await check();
  },
});
