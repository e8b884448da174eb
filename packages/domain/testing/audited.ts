import { expect } from 'vitest';
import type { World } from './world.ts';

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

  /** Runs statements that violate an invariant, with the triggers switched off, then `check`. */
  async afterBreaking(statements: [string, unknown[]][], check: () => Promise<void>) {
    const client = await getWorld().ownerPool.connect();
    try {
      await client.query("set session_replication_role = 'replica'");
      for (const [text, values] of statements) await client.query(text, values);
      await client.query('reset session_replication_role');
      await check();
    } finally {
      client.release();
    }
  },
});
