import type { EndReason, Session } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createFetchScript,
  type FetchScript,
  requestLost,
  textAnswer,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const SHORT = { activeSeconds: 3, claimSeconds: 2 };

/** An admitted user who listens for the end of the pass. */
async function visit(name: string, queue = {}, script: FetchScript = createFetchScript()) {
  const concertId = await sale.concert(3, queue);
  const client = await sale.client(name, { fetch: script.fetch });
  const session = await client.enter(concertId);
  const told = vi.fn<(reason: EndReason) => void>();
  const toldAt = new Promise<number>((resolve) => {
    session.onEnd((reason) => {
      told(reason);
      resolve(Date.now());
    });
  });
  return { concertId, client, session, told, toldAt, script };
}

/** The same user in another tab. */
const otherTab = async (name: string, concertId: string): Promise<Session> =>
  (await sale.client(name)).enter(concertId);

const holdOne = async (session: Session) => session.hold((await session.seats()).slice(0, 1));

describe('a pass that runs out is told as EXPIRED within a second', () => {
  const failures = [
    ['with a stream', () => {}],
    ['without a stream', (s: FetchScript) => s.always('queue.watch', textAnswer(503, 'busy'))],
    [
      'without a network',
      (s: FetchScript) => {
        s.always('queue.watch', requestLost);
        s.always('queue.status', requestLost);
      },
    ],
  ] as const;
  test.concurrent.each(failures)('%s', async (name, fail) => {
    const { session, told, toldAt, script } = await visit(`runs out ${name}`, SHORT);
    expect([session.ended, session.endedAt]).toEqual([null, null]);
    fail(script);
    const end = session.activeUntil?.getTime() ?? 0;
    const late = (await toldAt) - end;
    // The server itself tells it up to 1.25 s later; the rest is for a busy machine.
    expect(late).toBeGreaterThan(-100);
    expect(late).toBeLessThan(3_000);
    expect(told.mock.calls).toEqual([['EXPIRED']]);
    expect(session).toMatchObject({ ended: 'EXPIRED', endedAt: session.activeUntil });
    expect(end - (session.admittedAt?.getTime() ?? 0)).toBe(SHORT.activeSeconds * 1_000);
  });

  test('not while a hold makes it last longer', async () => {
    const { session, told } = await visit('holds past the end', SHORT);
    await holdOne(session);
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    expect(told).not.toHaveBeenCalled();
    expect(session.ended).toBeNull();
    await session.pay((await session.holds())[0] ?? '', { topUp: true });
    expect(session.ended).toBe('PAID');
  });

  test('also by `session.ended` alone, without a stream', async () => {
    const script = createFetchScript();
    const client = await sale.client('looks by itself', { fetch: script.fetch });
    const session = await client.enter(await sale.concert(2, SHORT));
    await vi.waitFor(() => expect(session.ended).toBe('EXPIRED'), WAIT);
    expect(script.calls('queue.watch')).toEqual([]);
    expect(script.calls('queue.status')).toHaveLength(1);
  });
});

describe('the end of a pass is told as', () => {
  test('PAID after the payment that leaves no hold', async () => {
    const { session, told } = await visit('pays two holds');
    const [one, other] = await session.seats();
    const holds = [await session.hold([one ?? '']), await session.hold([other ?? ''])];
    await session.pay(holds[0] ?? '', { topUp: true });
    expect(session.ended).toBeNull();
    await session.pay(holds[1] ?? '', { topUp: true });
    expect(session.ended).toBe('PAID');
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith('PAID'), WAIT);
  });

  test('PAID after a payment in another tab', async () => {
    const { concertId, session, told } = await visit('pays elsewhere');
    const other = await otherTab('pays elsewhere', concertId);
    const { paidAt } = await other.pay(await holdOne(other), { topUp: true });
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith('PAID'), WAIT);
    expect(session).toMatchObject({ ended: 'PAID', endedAt: paidAt });
  });

  test('LEFT after leaving, in this tab or another', async () => {
    const { concertId, session, told } = await visit('leaves elsewhere');
    await (await otherTab('leaves elsewhere', concertId)).leave();
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith('LEFT'), WAIT);
    const own = await visit('leaves here');
    await own.client.leave(own.concertId);
    expect([session.ended, own.session.ended]).toEqual(['LEFT', 'LEFT']);
  });

  test('its reason after a refused call, without a listener', async () => {
    const concertId = await sale.concert(2);
    const session = await (await sale.client('has no listener')).enter(concertId);
    await (await otherTab('has no listener', concertId)).leave();
    await expect(session.dates()).rejects.toMatchObject({ errorCode: 'QUEUE_TOKEN_EXPIRED' });
    expect(session.ended).toBe('LEFT');
  });
});

test('after the end a listener is told too, and entering gives a new session', async () => {
  const { concertId, client, session } = await visit('comes again');
  await session.leave();
  const late = await new Promise((resolve) => session.onEnd(resolve));
  expect(late).toBe('LEFT');
  const again = await client.enter(concertId);
  expect(again.ended).toBeNull();
  expect(await again.dates()).toHaveLength(1);
});

test('a listener that is removed is not told, and nothing looks for the end any more', async () => {
  const script = createFetchScript();
  const client = await sale.client('listens for a moment', { fetch: script.fetch });
  const session = await client.enter(await sale.concert(2, SHORT));
  const told = vi.fn();
  const stop = session.onEnd(told);
  await vi.waitFor(() => expect(script.calls('queue.watch')).toHaveLength(1), WAIT);
  stop();
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  expect(session.ended).toBe('EXPIRED');
  expect(told).not.toHaveBeenCalled();
  expect(script.calls('queue.status')).toHaveLength(1);
});
