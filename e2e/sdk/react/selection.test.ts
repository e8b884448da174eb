// @vitest-environment browser-parts

import { type FrontrowClient, type FrontrowClientOptions, isFrontrowError } from '@frontrow/sdk';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  answerDelayed,
  answerLost,
  createFetchScript,
  refusal,
  requestLost,
} from '../../testing/network/fetch-script.ts';
import { openPage } from '../../testing/react/page.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

const labelsOf = (holds: { seats: { label: string }[] }[]) =>
  holds.map(({ seats }) => seats.map(({ label }) => label.replace('S A-', '')).join());

/** The seats of the user's live holds, such as `1,2`. */
const heldBy = async (client: FrontrowClient) =>
  labelsOf((await client.reservation.list.query({ status: 'HELD' })).items);

/** A page with six seats. */
async function open(name: string, options: Partial<FrontrowClientOptions> = {}) {
  const script = createFetchScript();
  const client = await sale.client(name, { fetch: script.fetch, ...options });
  const concertId = await sale.concert(6);
  const { now } = await openPage(client, concertId);
  /** The seats with these numbers, from 1. */
  const seats = (...numbers: number[]) =>
    now().map.seats.filter(({ number }) => numbers.includes(number));
  const shown = () => {
    const { hold } = now().seats;
    return labelsOf(hold ? [hold] : []);
  };
  /** Another user holds the seat with this number. */
  const take = async (number: number) => {
    const session = await (await sale.client(`takes from ${name}`)).enter(concertId);
    return session.hold(seats(number));
  };
  return { script, client, concertId, now, seats, shown, take };
}

describe('the selection', () => {
  test('grows, shrinks and is replaced, in one hold whose time goes on', async () => {
    const { client, now, seats, shown } = await open('selects');
    const { holdExpiresAt } = (await now().seats.add(seats(1))).reservation;
    const steps: [change: () => Promise<unknown>, held: string[]][] = [
      [() => now().seats.add(seats(3, 1)), ['1,3']],
      [() => now().seats.remove(seats(1)), ['3']],
      [() => now().seats.replace(seats(2, 4)), ['2,4']],
      [() => now().seats.holdSeats(seats(5)), ['5']],
      [() => now().seats.remove(seats(6)), ['5']],
    ];
    for (const [change, held] of steps) {
      await change();
      expect(await heldBy(client)).toEqual(held);
      await waitFor(() => expect(shown()).toEqual(held), WAIT);
      expect(now().seats.hold?.reservation.holdExpiresAt).toEqual(holdExpiresAt);
    }
    await waitFor(() => {
      const mine = now().map.seats.filter((seat) => seat.mine);
      expect(mine.map(({ number }) => number)).toEqual([5]);
    }, WAIT);
  });

  test('is released with its last seat; removing from nothing does nothing', async () => {
    const { script, client, now, seats } = await open('removes all');
    expect(await now().seats.remove(seats(1))).toBeNull();
    expect(script.calls('reservation.hold')).toEqual([]);
    await now().seats.add(seats(1, 2));
    expect(await now().seats.remove(seats(2, 1))).toBeNull();
    expect(await heldBy(client)).toEqual([]);
    await waitFor(() => expect(now().seats.status).toBe('NONE'), WAIT);
  });

  test('is the same hold, without a call, if nothing changes', async () => {
    const { script, now, seats } = await open('changes nothing');
    const hold = await now().seats.add(seats(1, 2));
    const calls = script.calls('reservation.hold').length;
    expect(await now().seats.add(seats(2))).toBe(hold);
    expect(await now().seats.remove(seats(3))).toBe(hold);
    expect(await now().seats.replace(seats(2, 1))).toBe(hold);
    expect(script.calls('reservation.hold')).toHaveLength(calls);
  });

  test('contains each of several clicks that are faster than the server', async () => {
    const { client, now, seats } = await open('clicks fast');
    const { add, remove } = now().seats;
    await Promise.all([add(seats(1)), add(seats(2)), remove(seats(1)), add(seats(4))]);
    expect(await heldBy(client)).toEqual(['2,4']);
  });

  test('can be replaced by seats of another date; a refusal keeps the seats of the first', async () => {
    const { client, concertId, now, seats, shown } = await open('changes the date');
    const { performanceId } = await sale.operator.admin.createPerformance.mutate({
      concertId,
      startsAt: new Date(Date.now() + 2 * 86_400_000),
      sections: [{ name: 'S', rows: 1, seatsPerRow: 6, price: 1_000 }],
    });
    await now().seats.add(seats(1));
    const { session } = now().queue;
    const others = (await session?.seats(performanceId)) ?? [];
    const error = await rejectionOf(now().seats.replace(others.slice(0, 5), { performanceId }));
    expect(isFrontrowError(error, 'HOLD_LIMIT_EXCEEDED')).toBe(true);
    expect(await heldBy(client)).toEqual(['1']);
    const hold = await now().seats.replace(others.slice(1, 2), { performanceId });
    expect(hold.reservation.performanceId).toBe(performanceId);
    expect(await heldBy(client)).toEqual(['2']);
    await waitFor(() => expect(shown()).toEqual(['2']), WAIT);
  });
});

describe('with seat 1 held', () => {
  const CHANGES = ['add', 'replace', 'holdSeats'] as const;

  test.each(CHANGES)('`%s` of a taken seat 2 is refused, and seat 1 is kept', async (change) => {
    const { client, now, seats, shown, take } = await open(`wants a taken seat, ${change}`);
    await now().seats.add(seats(1));
    await take(2);
    const error = await rejectionOf(now().seats[change](seats(2)));
    expect(isFrontrowError(error, 'SEAT_UNAVAILABLE')).toBe(true);
    expect(await heldBy(client)).toEqual(['1']);
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'HELD', error }), WAIT);
    expect(shown()).toEqual(['1']);
    expect(await now().seats.pay({ topUp: true })).toMatchObject({ amount: 1_000 });
  });

  test.each(CHANGES)('`%s` of too many seats is refused, and seat 1 is kept', async (change) => {
    const { client, now, seats, shown } = await open(`wants too many, ${change}`);
    await now().seats.add(seats(1));
    const error = await rejectionOf(now().seats[change](seats(2, 3, 4, 5, 6)));
    expect(isFrontrowError(error, 'HOLD_LIMIT_EXCEEDED')).toBe(true);
    expect(await heldBy(client)).toEqual(['1']);
    await waitFor(() => expect(now().seats).toMatchObject({ status: 'HELD', error }), WAIT);
    expect(shown()).toEqual(['1']);
  });

  test('a change whose answer was lost shows once the server can be asked', async () => {
    const { script, client, now, seats, shown } = await open('loses it', { retrySeconds: 0 });
    await now().seats.add(seats(1));
    script.next('reservation.hold', answerLost);
    script.next('reservation.list', answerDelayed(300));
    await rejectionOf(now().seats.add(seats(2)));
    expect(now().seats.status).toBe('HELD');
    expect(shown()).toEqual(['1']);
    await waitFor(() => expect(shown()).toEqual(['1,2']), WAIT);
    expect(await heldBy(client)).toEqual(['1,2']);
  });

  test('a lost change and a lost look-up leave seat 1 shown, and the next change finds the new hold', async () => {
    const { script, client, now, seats, shown } = await open('loses both', { retrySeconds: 0 });
    await now().seats.add(seats(1));
    script.next('reservation.hold', answerLost);
    script.next('reservation.list', requestLost);
    await rejectionOf(now().seats.add(seats(2)));
    await waitFor(() => expect(script.calls('reservation.list')).toHaveLength(2), WAIT);
    expect(shown()).toEqual(['1']);
    await now().seats.add(seats(3));
    expect(await heldBy(client)).toEqual(['1,2,3']);
    await waitFor(() => expect(shown()).toEqual(['1,2,3']), WAIT);
  });

  test('a change whose request was lost keeps seat 1', async () => {
    const { script, client, now, seats, shown } = await open('offline', { retrySeconds: 0 });
    await now().seats.add(seats(1));
    script.next('reservation.hold', requestLost);
    await rejectionOf(now().seats.replace(seats(2)));
    expect(await heldBy(client)).toEqual(['1']);
    expect(shown()).toEqual(['1']);
    await now().seats.replace(seats(2));
    expect(await heldBy(client)).toEqual(['2']);
  });

  test('a payment after a lost change is refused if other seats are held than those shown', async () => {
    const { script, client, now, seats, shown } = await open('pays soon', { retrySeconds: 0 });
    await now().seats.add(seats(1));
    script.next('reservation.hold', answerLost, refusal(401, 'UNAUTHENTICATED'));
    const { add, pay } = now().seats;
    const added = rejectionOf(add(seats(2)));
    const error = await rejectionOf(pay({ topUp: true }));
    await added;
    expect(String(error)).toContain('the held seats have changed');
    await waitFor(() => expect(shown()).toEqual(['1,2']), WAIT);
    expect(await heldBy(client)).toEqual(['1,2']);
    expect(await now().seats.pay({ topUp: true })).toMatchObject({ amount: 2_000 });
  });

  test('a change after another tab changed the seats is refused, and shows what is held', async () => {
    const { client, now, seats, shown } = await open('has two tabs');
    const hold = await now().seats.add(seats(1));
    const { session } = now().queue;
    await session?.api.reservation.hold.mutate({
      performanceId: hold.reservation.performanceId,
      places: seats(3, 4).map(({ place }) => place),
      replaces: hold.id,
    });
    const error = await rejectionOf(now().seats.add(seats(2)));
    expect(isFrontrowError(error, 'HOLD_EXPIRED')).toBe(true);
    await waitFor(() => expect(shown()).toEqual(['3,4']), WAIT);
    await now().seats.add(seats(2));
    expect(await heldBy(client)).toEqual(['2,3,4']);
  });
});

test('promises of actions that nobody awaits, and those chained to them, are not unhandled', async () => {
  const { now, seats, take } = await open('awaits nothing');
  await take(2);
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', listener);
  try {
    const running = now().seats.add(seats(2));
    void running.then(() => now().seats.pay());
    void running.then(() => 1).then(() => 2);
    void running.finally(() => {});
    void running
      .catch((error: unknown) => {
        throw error;
      })
      .then(() => 3);
    await waitFor(() => expect(now().seats.error).not.toBeNull(), WAIT);
    // Reported after the microtasks of a turn.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(unhandled).toEqual([]);
    expect(isFrontrowError(await rejectionOf(running), 'SEAT_UNAVAILABLE')).toBe(true);
  } finally {
    process.off('unhandledRejection', listener);
  }
});
