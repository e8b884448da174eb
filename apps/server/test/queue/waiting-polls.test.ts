import { requestScope } from '@frontrow/api/request-scope';
import { query } from '@frontrow/embedded/testing/postgres/query';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import { type Live, startLive } from '../../testing/http/live.ts';

/** The statements made on behalf of calls. The server's own loops are not counted. */
const statements: string[] = [];
let live: Live;
beforeAll(async () => {
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...args: unknown[]
  ) {
    const [config] = args as [{ name?: string; text?: string } | string];
    if (requestScope.getStore()) {
      statements.push(typeof config === 'string' ? config : (config.name ?? config.text ?? ''));
    }
    return Reflect.apply(original, this, args);
  } as never);
  live = await startLive();
});
afterAll(async () => {
  await live.close();
  vi.restoreAllMocks();
});
afterEach(() => {
  statements.length = 0;
});

/**
 * Repeats the polls, at most ten times, until all of them together make no statement. On a loaded
 * machine a replica may be too old, so that a poll has to refresh it. Polls that always make a
 * statement fail all ten attempts.
 */
async function withoutStatements<Answer>(polls: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    statements.length = 0;
    const answer = await polls();
    if (statements.length === 0) return answer;
    if (attempt === 10) expect(statements).toEqual([]);
  }
}

async function queueOf(names: string[], queue: object, target = live) {
  const operator = target.client(await target.signIn('operator', 'operator'));
  const { id: concertId } = await operator.admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V', queue },
  });
  const visitors = [];
  for (const name of names) {
    const headers = await target.signIn(`${name} ${concertId}`);
    const { token } = await target.client(headers).queue.join.mutate({ concertId });
    visitors.push({ token, client: target.client({ ...headers, 'x-queue-token': token }) });
  }
  return { concertId, operator, visitors };
}

test('a poll of a waiting user makes no statement; a poll with a pass does', async () => {
  const { concertId, visitors } = await queueOf(['in', 'first', 'second'], { maxActive: 1 });
  const [pass, first, second] = visitors;
  if (!pass || !first || !second) throw new Error('three visitors');
  await withoutStatements(async () => {
    for (let n = 0; n < 50; n++) {
      expect(await first.client.queue.status.query()).toMatchObject({
        status: 'WAITING',
        position: 1,
      });
      expect(await second.client.queue.status.query()).toMatchObject({ position: 2 });
      expect(await refusalOf(second.client.concert.dates.query({ concertId }))).toMatchObject({
        errorCode: 'QUEUE_WAITING',
        details: { position: 2 },
      });
    }
  });
  await pass.client.queue.status.query();
  expect(statements).toContain('queue-entries-by-id');
});

test('a poll in the pre-queue makes no statement, nor does one after the draw with a token from before it', async () => {
  const opensAt = new Date(Date.now() + 3_600_000);
  const { concertId, operator, visitors } = await queueOf(['a', 'b', 'c'], {
    opensAt,
    maxActive: 0,
  });
  const poll = () => Promise.all(visitors.map(({ client }) => client.queue.status.query()));
  const before = await withoutStatements(poll);
  expect(before.map(({ status }) => status)).toEqual(['PREQUEUE', 'PREQUEUE', 'PREQUEUE']);
  await operator.admin.configureQueue.mutate({ concertId, opensAt: new Date() });
  await vi.waitUntil(async () => (await poll()).every(({ status }) => status === 'WAITING'), {
    timeout: 20_000,
  });
  const after = await withoutStatements(poll);
  expect(after.map(({ position }) => position).sort()).toEqual([1, 2, 3]);
});

test('polls of entries that ended by the close of the sale make no statement', async () => {
  const { concertId, operator, visitors } = await queueOf(['a', 'b'], { maxActive: 0 });
  await query(
    live.databaseUrl,
    `update concert set sales_close_at = now() where id = '${concertId}'`,
  );
  const poll = () =>
    Promise.all(visitors.map(({ client }) => refusalOf(client.queue.status.query())));
  await vi.waitUntil(
    async () => (await operator.admin.queueStats.query({ concertId })).waiting === 0,
    { timeout: 20_000 },
  );
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const refusals = await withoutStatements(poll);
  expect(refusals.map(({ errorCode }) => errorCode)).toEqual(['QUEUE_CLOSED', 'QUEUE_CLOSED']);
});

test('a poll by external id makes no statement: of an external issuer, or of a back end', async () => {
  const external = await startLive({ AUTH_AUTO_CREATE: 'on' });
  try {
    const concertId = '01920000-0000-7000-8000-00000000c0c0';
    await query(
      external.databaseUrl,
      `with c as (insert into concert (id, title, artist, venue) values ('${concertId}', 'T', 'A', 'V')),
        d as (insert into draw (concert_id, round, seed) values ('${concertId}', 1, sha256('x')))
       insert into queue (concert_id, max_active) values ('${concertId}', 0)`,
    );
    const [one, other] = [await external.bearer('auth0|one'), await external.bearer('auth0|other')];
    const { token } = await external.client(one).queue.join.mutate({ concertId });
    const client = external.client({ ...one, 'x-queue-token': token });
    const ticket = await withoutStatements(() => client.queue.status.query());
    expect(ticket).toMatchObject({ status: 'WAITING', position: 1 });
    const shop = await external.bearer('shop', 'service');
    const named = { ...shop, 'x-on-behalf-of': 'external:auth0%7Cone', 'x-queue-token': token };
    const acting = external.client(named);
    expect(await withoutStatements(() => acting.queue.status.query())).toEqual(ticket);
    const thief = external.client({ ...other, 'x-queue-token': token });
    expect(await refusalOf(thief.queue.status.query())).toMatchObject({
      errorCode: 'QUEUE_TOKEN_INVALID',
    });
  } finally {
    await external.close();
  }
});

test('deleting a user ends the entry, and the entries behind it move up', async () => {
  const { operator, visitors } = await queueOf(['in', 'deleted', 'behind'], { maxActive: 1 });
  const [, deleted, behind] = visitors;
  if (!deleted || !behind) throw new Error('three visitors');
  const { items } = await operator.admin.findUsers.query({ name: 'deleted ' });
  await operator.admin.deleteUser.mutate({ userId: items.at(-1)?.id ?? '' });
  expect(await refusalOf(deleted.client.queue.status.query())).toMatchObject({
    errorCode: 'USER_NOT_FOUND',
  });
  expect(await behind.client.queue.status.query()).toMatchObject({ position: 1 });
});
