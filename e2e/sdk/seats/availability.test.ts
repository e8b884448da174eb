import type { LiveAvailability } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFetchScript, textAnswer } from '../../testing/network/fetch-script.ts';
import { openHouse } from '../../testing/sale/house.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

/** Reads states into a list until it is stopped. */
function collect(states: AsyncGenerator<LiveAvailability>) {
  const seen: LiveAvailability[] = [];
  const reading = (async () => {
    for await (const state of states) seen.push(state);
  })();
  reading.catch(() => {});
  return { seen, reading, now: () => seen.at(-1) };
}

/** A house, a session that looks at it, and one of another user. */
async function open(name: string, { at = sale }: { at?: Sale } = {}) {
  const script = createFetchScript();
  const house = await openHouse(at.operator);
  const client = await at.client(name, { fetch: script.fetch });
  const another = await at.client(`${name}, another user`);
  return {
    ...{ house, script },
    session: await client.enter(house.concertId),
    other: await another.enter(house.concertId),
  };
}

describe('which places are available', () => {
  test('is told whole at once, and then at each change, over one stream', async () => {
    const { house, script, session, other } = await open('watches');
    const { performanceId } = house;
    const { seen, now } = collect(session.availability(performanceId));
    await vi.waitFor(() => expect(seen).toHaveLength(1), WAIT);
    const general = [{ section: 'Floor', available: 4 }];
    expect(seen[0]).toEqual({
      ...{ performanceId, places: 'AAAAAA----', general, mine: [], changed: null },
    });

    const hold = await other.hold({ places: [1, 2] }, { performanceId });
    await vi.waitFor(() => expect(now()?.places).toBe('AHHAAA----'), WAIT);
    expect(now()).toMatchObject({ mine: [], changed: [1, 2] });
    await other.release(hold);
    await vi.waitFor(() => expect(now()).toMatchObject({ places: 'AAAAAA----' }), WAIT);
    await other.hold({ general: [{ section: 'Floor', quantity: 3 }] });
    await vi.waitFor(() => expect(now()?.general[0]?.available).toBe(1), WAIT);
    expect(now()).toMatchObject({ places: 'AAAAAA----', changed: [] });
    await session.hold({ places: [5] });
    await vi.waitFor(() => expect(now()).toMatchObject({ mine: [5], changed: [5] }), WAIT);

    expect(script.calls('concert.watchAvailability')).toHaveLength(1);
    expect(script.calls('concert.availability')).toHaveLength(0);
  });

  test('is polled where the stream is blocked, and own holds are seen by the next poll', async () => {
    const { house, script, session, other } = await open('behind a proxy');
    script.always('concert.watchAvailability', textAnswer(502, 'no streams here'));
    const { seen, now } = collect(session.availability({ performanceId: house.performanceId }));
    await vi.waitFor(() => expect(now()?.places).toBe('AAAAAA----'), WAIT);
    await other.hold({ places: [3] }, house);
    await vi.waitFor(() => expect(now()?.places).toBe('AAAHAA----'), WAIT);
    expect(now()?.changed).toEqual([3]);
    await session.hold({ places: [4] }, house);
    await vi.waitFor(() => expect(now()?.mine).toEqual([4]), WAIT);
    // Polls that find nothing new yield nothing.
    const polls = script.calls('concert.availability').length;
    const states = seen.length;
    await vi.waitFor(
      () => expect(script.calls('concert.availability').length).toBeGreaterThan(polls + 1),
      WAIT,
    );
    expect(seen.slice(states).every(({ changed }) => changed?.length !== 0)).toBe(true);
  });

  test('ends by its signal, and its stream with it', async () => {
    const { house, session } = await open('aborts');
    const controller = new AbortController();
    const reason = new Error('enough');
    const { reading, seen } = collect(
      session.availability(house.performanceId, { signal: controller.signal }),
    );
    await vi.waitFor(() => expect(seen).toHaveLength(1), WAIT);
    controller.abort(reason);
    expect(await rejectionOf(reading)).toBe(reason);
  });

  test('ends with the pass', async () => {
    const { house, session } = await open('leaves');
    const { reading, seen } = collect(session.availability(house.performanceId));
    await vi.waitFor(() => expect(seen).toHaveLength(1), WAIT);
    await session.leave();
    expect(await rejectionOf(reading)).toMatchObject({
      errorCode: 'QUEUE_TOKEN_EXPIRED',
      details: { reason: 'LEFT' },
    });
    expect(session.ended).toBe('LEFT');
  });
});

test('a hold that lapses is shown, though no worker runs', async () => {
  const short = await openSale({ HOLD_SECONDS: '2' });
  const { house, session, other } = await open('sees a lapse', { at: short });
  const { now } = collect(session.availability(house.performanceId));
  await other.hold({ places: [0] }, house);
  await vi.waitFor(() => expect(now()?.places[0]).toBe('H'), WAIT);
  await vi.waitFor(() => expect(now()?.places).toBe('AAAAAA----'), WAIT);
  expect(now()?.changed).toEqual([0]);
  await session.leave();
  await short.close();
});
