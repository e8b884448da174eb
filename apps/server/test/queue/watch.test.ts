import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import { type Live, startLive } from '../../testing/http/live.ts';
import { answerOf } from '../../testing/http/raw.ts';
import { watch } from '../../testing/http/watcher.ts';

let live: Live;
beforeAll(async () => {
  live = await startLive();
});
afterAll(() => live.close());

async function queueOf(names: string[], queue: object, target = live) {
  const operator = target.client(await target.signIn('operator', 'operator'));
  const concert = { title: 'T', artist: 'A', venue: 'V', queue };
  const { id: concertId } = await operator.admin.createConcert.mutate(concert);
  const visitors = [];
  for (const name of names) {
    const own = await target.signIn(`${name} ${concertId}`);
    const { token } = await target.client(own).queue.join.mutate({ concertId });
    const headers = { ...own, 'x-queue-token': token };
    visitors.push({ headers, client: target.client(headers) });
  }
  return { concertId, operator, visitors };
}
type Visitor = Awaited<ReturnType<typeof queueOf>>['visitors'][number];
const watching = ({ headers }: Visitor, target = live) => {
  const watcher = watch(target.server.url, headers);
  onTestFinished(() => watcher.close());
  return watcher;
};

test('sends the ticket at once, then the admission, then the end of the entry', async () => {
  const { visitors } = await queueOf(['in', 'next'], { maxActive: 1 });
  const [pass, next] = visitors as [Visitor, Visitor];
  const watcher = watching(next);
  const first = await watcher.receives(() => true);
  expect(first).toMatchObject({ status: 'WAITING', position: 1, admittedAt: null });
  await pass.client.queue.leave.mutate();
  const admitted = await watcher.receives(({ status }) => status === 'ACTIVE');
  expect(admitted).toMatchObject({ position: null, admittedAt: expect.any(Date) });
  const withNewest = live.client({ ...next.headers, 'x-queue-token': admitted.token });
  await withNewest.queue.leave.mutate();
  expect(await watcher.ended()).toBe('QUEUE_TOKEN_EXPIRED');
});

test('sends lower positions, never the same one twice', async () => {
  const names = ['in', 'a', 'b', 'c', 'last'];
  const { visitors } = await queueOf(names, {
    ...{ maxActive: 1, pollAfterSeconds: 1, claimSeconds: 60 },
  });
  const last = visitors.at(-1) as Visitor;
  const watcher = watching(last);
  await watcher.receives(({ position }) => position === 4);
  for (const visitor of visitors.slice(1, -1)) await visitor.client.queue.leave.mutate();
  await watcher.receives(({ position }) => position === 1);
  const positions = watcher.tickets.map(({ position }) => position ?? 0);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => b - a));
});

test('sends how many wait in all while the position stays, no more often than the user would poll', async () => {
  const { concertId, visitors } = await queueOf(['in', 'stays'], {
    ...{ maxActive: 1, pollAfterSeconds: 1 },
  });
  const watcher = watching(visitors.at(-1) as Visitor);
  await watcher.receives(({ waiting }) => waiting === 1);
  const join = async (name: string) => {
    const own = live.client(await live.signIn(`${name} ${concertId}`));
    await own.queue.join.mutate({ concertId });
  };
  for (let n = 0; n < 8; n++) await join(`behind ${n}`);
  await watcher.receives(({ waiting }) => waiting === 9);
  expect(watcher.tickets.map(({ position }) => position)).toEqual(watcher.tickets.map(() => 1));
});

test('a client reconnects by itself after a broken connection and still receives the admission', async () => {
  const { visitors } = await queueOf(['in', 'cut off'], { maxActive: 1 });
  const [pass, next] = visitors as [Visitor, Visitor];
  const watcher = watching(next);
  await watcher.receives(({ status }) => status === 'WAITING');
  watcher.cut();
  await pass.client.queue.leave.mutate();
  await watcher.receives(({ status }) => status === 'ACTIVE');
  expect(watcher.opened).toBeGreaterThan(1);
});

test('an open watch does not claim a pass: the pass expires, the watch ends, the next entry is admitted', async () => {
  const { visitors } = await queueOf(['in', 'only watches', 'behind'], {
    ...{ maxActive: 1, claimSeconds: 2, pollAfterSeconds: 1 },
  });
  const [pass, idle, behind] = visitors as [Visitor, Visitor, Visitor];
  const watcher = watching(idle);
  await watcher.receives(() => true);
  await pass.client.queue.leave.mutate();
  await watcher.receives(({ status }) => status === 'ACTIVE');
  expect(await watcher.ended()).toBe('QUEUE_TOKEN_EXPIRED');
  const other = watching(behind);
  await other.receives(({ status }) => status === 'ACTIVE');
});

test('sends the change when a pre-queue opens', async () => {
  const opensAt = new Date(Date.now() + 3_600_000);
  const { concertId, operator, visitors } = await queueOf(['early'], { opensAt });
  const watcher = watching(visitors[0] as Visitor);
  expect(await watcher.receives(() => true)).toMatchObject({ status: 'PREQUEUE', position: null });
  await operator.admin.configureQueue.mutate({ concertId, opensAt: new Date() });
  await watcher.receives(({ status }) => status === 'ACTIVE');
});

test('sends a ticket when the message, the pause, the opening or what is left to buy changes', async () => {
  const { concertId, operator, visitors } = await queueOf(['told'], { maxActive: 0 });
  const watcher = watching(visitors[0] as Visitor);
  const first = await watcher.receives(() => true);
  expect(first).toMatchObject({ message: null, paused: false, availability: 'SOLD_OUT' });
  await operator.admin.configureQueue.mutate({ concertId, message: 'Five minutes.' });
  await watcher.receives(({ message }) => message === 'Five minutes.');
  await operator.admin.configureQueue.mutate({ concertId, paused: true });
  await watcher.receives(({ paused }) => paused);
  const opensAt = new Date(Date.now() - 1_000);
  await operator.admin.configureQueue.mutate({ concertId, opensAt });
  await watcher.receives((ticket) => ticket.opensAt?.getTime() === opensAt.getTime());
  await operator.admin.createPerformance.mutate({
    ...{ concertId, startsAt: new Date(Date.now() + 86_400_000), timezone: 'UTC' },
    sections: [{ name: 'S', rows: 1, seatsPerRow: 5, price: 1 }],
  });
  await watcher.receives(({ availability }) => availability === 'PLENTY');
});

test('ends with QUEUE_CLOSED at the close of the sale', async () => {
  const operator = live.client(await live.signIn('operator', 'operator'));
  const salesCloseAt = new Date(Date.now() + 4_000);
  const concert = { title: 'T', artist: 'A', venue: 'V', salesCloseAt, queue: { maxActive: 0 } };
  const { id: concertId } = await operator.admin.createConcert.mutate(concert);
  const own = await live.signIn(`waits until the close ${concertId}`);
  const { token } = await live.client(own).queue.join.mutate({ concertId });
  const visitor = { headers: { ...own, 'x-queue-token': token } } as unknown as Visitor;
  const watcher = watching(visitor);
  await watcher.receives(() => true);
  expect(await watcher.ended()).toBe('QUEUE_CLOSED');
  // Half a second on an idle machine.
  expect(Date.now() - salesCloseAt.getTime()).toBeLessThan(3_000);
  const client = live.client(visitor.headers);
  expect(await refusalOf(client.queue.status.query())).toMatchObject({ errorCode: 'QUEUE_CLOSED' });
});

test('accepts tokens in headers only, and only the user’s own', async () => {
  const { visitors } = await queueOf(['in', 'owner', 'thief'], { maxActive: 1 });
  const [, owner, thief] = visitors as [Visitor, Visitor, Visitor];
  const stolen = { ...thief.headers, 'x-queue-token': owner.headers['x-queue-token'] };
  expect(await watching({ ...owner, headers: stolen }).ended()).toBe('QUEUE_TOKEN_INVALID');
  const { authorization } = owner.headers as unknown as { authorization: string };
  const noToken = { headers: { authorization } } as unknown as Visitor;
  expect(await watching(noToken).ended()).toBe('QUEUE_TOKEN_REQUIRED');
  const inUrl = new URLSearchParams({
    connectionParams: JSON.stringify({ ...owner.headers }),
    'x-queue-token': owner.headers['x-queue-token'],
    authorization,
  });
  const raw = await fetch(`${live.server.url}/trpc/queue.watch?${inUrl}`, {
    headers: { accept: 'text/event-stream' },
  });
  expect((await answerOf(raw)).text).toContain('UNAUTHENTICATED');
});

test('a server that drains ends its watches within 8 seconds, without an error', async () => {
  const drained = await startLive();
  const { visitors } = await queueOf(['in', 'moved'], { maxActive: 1 }, drained);
  const [, next] = visitors as [Visitor, Visitor];
  const watcher = watching(next, drained);
  await watcher.receives(() => true);
  const start = performance.now();
  await drained.close();
  expect(performance.now() - start).toBeLessThan(8_000);
  expect(watcher.error).toBeNull();
  watcher.close();
});

test('an entry that has ended cannot be watched', async () => {
  const { visitors } = await queueOf(['in', 'leaves'], { maxActive: 1 });
  const [, next] = visitors as [Visitor, Visitor];
  await next.client.queue.leave.mutate();
  expect(await watching(next).ended()).toBe('QUEUE_TOKEN_EXPIRED');
  expect(await refusalOf(next.client.queue.status.query())).toMatchObject({
    errorCode: 'QUEUE_TOKEN_EXPIRED',
  });
});
