import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import type { ApiContext, CallReport } from '@frontrow/api/context';
import { publicProcedure } from '@frontrow/api/procedures';
import { requestScope } from '@frontrow/api/request-scope';
import { router } from '@frontrow/api/trpc';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFaultReporter } from '../../src/http/faults.ts';
import type { CallLogger } from '../../src/log/access-log.ts';
import { createCallAnswers } from '../../src/trpc/answer-call.ts';
import { PublicAnswers } from '../../src/trpc/public-answers.ts';
import { singleCallIn } from '../../src/trpc/single-call.ts';
import { createStockAdapter } from '../../src/trpc/stock-adapter.ts';
import { type Api, startApi } from '../../testing/http/api.ts';
import { answerOf } from '../../testing/http/raw.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

/** A log and metrics that keep what they are told. */
function recorder() {
  const lines: { err?: Error; procedure?: string }[] = [];
  const calls: Pick<CallReport, 'procedure' | 'outcome'>[] = [];
  const error = (fields: object) => void lines.push(fields);
  const log: CallLogger = { info() {}, warn() {}, error, child: () => log };
  const onCall = ({ procedure, outcome }: CallReport) => void calls.push({ procedure, outcome });
  return { lines, calls, log, onCall };
}

/** Asks a server with this one handler, in a request scope as the application has it. */
async function ask(
  path: string,
  handler: (req: IncomingMessage, res: ServerResponse) => unknown,
): Promise<Awaited<ReturnType<typeof answerOf>>> {
  const server = createServer((req, res) =>
    requestScope.run({ requestId: 'request-7', calls: [] }, () => void handler(req, res)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return await answerOf(await fetch(`http://127.0.0.1:${port}${path}`));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const broken = () => {
  throw new Error('no context today');
};
const FAULT = {
  status: 500,
  error: { errorCode: 'INTERNAL_SERVER_ERROR', details: {}, requestId: 'request-7' },
};

describe('a fault outside a procedure is one error line with its cause, one count, and a typed answer', () => {
  test('creating the context for a batch', async () => {
    const { lines, calls, ...told } = recorder();
    const stock = createStockAdapter(broken, createFaultReporter(told));
    expect(await ask('/trpc/session.me,balance.get?batch=1&input=%7B%7D', stock)).toMatchObject(
      FAULT,
    );
    expect(lines).toEqual([
      { err: expect.objectContaining({ message: 'no context today' }), procedure: 'session.me' },
    ]);
    expect(calls).toEqual([{ procedure: 'session.me', outcome: 'INTERNAL_SERVER_ERROR' }]);
  });

  test.for(['session.me', 'concert.list'])('creating the context of %s', async (procedure) => {
    const { lines, calls, ...told } = recorder();
    const answerCall = createCallAnswers({
      contextOf: broken,
      reportFault: createFaultReporter(told),
      senders: new Map(),
      answers: new PublicAnswers(api.world.ctx),
    });
    const answer = await ask(`/trpc/${procedure}`, (req, res) => {
      const call = singleCallIn(req);
      if (call) return answerCall(req, res, call);
    });
    expect(answer).toMatchObject(FAULT);
    expect(lines).toEqual([
      { err: expect.objectContaining({ message: 'no context today' }), procedure },
    ]);
    expect(calls).toEqual([{ procedure, outcome: 'INTERNAL_SERVER_ERROR' }]);
  });
});

describe('an answer that cannot be serialised', () => {
  const shop = router({
    bad: publicProcedure.query(() => ({ constructor: 1 })),
    good: publicProcedure.query(() => ({ big: 10n ** 30n, at: new Date(0) })),
  });

  test('is the fault of its call: typed, reported once and not as ok; the others of the batch are answered', async () => {
    const { lines, calls, log, onCall } = recorder();
    const faults: unknown[] = [];
    const ctx = {
      log,
      onCall,
      isGone: () => false,
      answers: null,
      memo: {},
    } as unknown as ApiContext;
    const response = await requestScope.run({ requestId: 'request-7', calls: [] }, () =>
      fetchRequestHandler({
        endpoint: '/trpc',
        req: new Request('http://localhost/trpc/bad,good?batch=1&input=%7B%7D'),
        router: shop,
        createContext: () => ctx,
        onError: ({ error }) => void faults.push(error),
      }),
    );
    const [bad, good] = JSON.parse(await response.text());
    expect(bad.error.json.data).toMatchObject({
      httpStatus: 500,
      errorCode: 'INTERNAL_SERVER_ERROR',
      requestId: 'request-7',
    });
    expect(good.result.data.json).toEqual({ big: `1${'0'.repeat(30)}`, at: new Date(0).toJSON() });
    expect(lines).toEqual([
      {
        err: expect.objectContaining({ message: expect.stringContaining('constructor') }),
        procedure: 'bad',
      },
    ]);
    expect(calls).toEqual(
      expect.arrayContaining([
        { procedure: 'bad', outcome: 'INTERNAL_SERVER_ERROR' },
        { procedure: 'good', outcome: 'ok' },
      ]),
    );
    expect(calls).toHaveLength(2);
  });
});

describe('a fault inside a call', () => {
  test('is one error line and one count, over HTTP, in a batch, as a public read and in a stream', async () => {
    const visitor = await api.visitor('unlucky');
    const { concertId } = await api.world.concertWithSeats();
    await visitor.enter(concertId);
    const headers = { authorization: `Bearer ${visitor.bearer}`, 'x-queue-token': visitor.token };
    await api.world.ownerPool.query('alter table app_user rename to app_user_away');
    await api.world.ownerPool.query('alter table concert rename to concert_away');
    try {
      for (const path of [
        'balance.get',
        'balance.get?batch=1&input=%7B%7D',
        'concert.list',
        'queue.watch',
      ]) {
        const before = api.faults.length;
        const answer = await fetch(`${api.url}/trpc/${path}`, { headers });
        expect(await answer.text()).toContain('INTERNAL_SERVER_ERROR');
        expect([path, api.faults.slice(before)]).toEqual([
          path,
          [{ err: expect.any(Error), procedure: path.split('?')[0] }],
        ]);
      }
    } finally {
      await api.world.ownerPool.query('alter table concert_away rename to concert');
      await api.world.ownerPool.query('alter table app_user_away rename to app_user');
    }
    const metrics = await (await fetch(`${api.url}/metrics`)).text();
    for (const [procedure, count] of [
      ['balance.get', 2],
      ['concert.list', 1],
      ['queue.watch', 1],
    ] as const) {
      const labels = `procedure="${procedure}",outcome="INTERNAL_SERVER_ERROR"`;
      expect(metrics).toContain(`frontrow_calls_total{${labels}} ${count}\n`);
    }
  });
});

describe('methods', () => {
  const ask = (method: string, path: string) =>
    new Promise<{ status: number; allow: string | undefined; text: string }>((resolve, reject) => {
      const sent = request(`${api.url}${path}`, { method }, async (answer) => {
        const { statusCode: status = 0, headers } = answer;
        resolve({ status, allow: headers.allow, text: await textOf(answer) });
      });
      sent.on('error', reject);
      sent.end();
    });

  test.for(['TRACE', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'QUERY'])(
    '%s is 405 with the methods that are allowed, and no fault',
    async (method) => {
      const before = api.faults.length;
      for (const [path, allow] of [
        ['/trpc/session.me', 'GET, HEAD, OPTIONS'],
        ['/trpc/queue.join', 'HEAD, OPTIONS, POST'],
        ['/trpc/concert.list', 'GET, HEAD, OPTIONS'],
        ['/trpc/queue.watch', 'GET, HEAD, OPTIONS'],
        ['/trpc', 'GET, HEAD, OPTIONS, POST'],
        ['/trpc/session.me,balance.get?batch=1', 'GET, HEAD, OPTIONS, POST'],
        ['/healthz', 'GET, HEAD, OPTIONS'],
        ['/readyz', 'GET, HEAD, OPTIONS'],
        ['/metrics', 'GET, HEAD, OPTIONS'],
      ]) {
        const answer = await ask(method, path ?? '');
        expect([path, answer.status, answer.allow]).toEqual([path, 405, allow]);
        if (path?.startsWith('/trpc')) expect(answer.text).toContain('"METHOD_NOT_SUPPORTED"');
      }
      expect((await ask(method, '/elsewhere')).status).toBe(404);
      expect(api.faults.slice(before)).toEqual([]);
    },
  );

  test('what fails before a call is looked at is answered with a fault, and the server goes on', async () => {
    let fails = true;
    const isDraining = () => {
      if (fails) throw new Error('nobody knows');
      return false;
    };
    const other = await startApi({}, api.world, { isDraining });
    const answer = await answerOf(await fetch(`${other.url}/trpc/session.me`));
    expect(answer).toMatchObject({ status: 500, error: { errorCode: 'INTERNAL_SERVER_ERROR' } });
    expect((await fetch(`${other.url}/healthz`)).status).toBe(500);
    expect(other.faults).toHaveLength(2);
    fails = false;
    expect((await fetch(`${other.url}/healthz`)).status).toBe(200);
    other.stop();
  });

  test('POST to a probe is 405, HEAD is an answer without a body, OPTIONS names the methods', async () => {
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      expect(await ask('POST', path)).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' });
      expect(await ask('HEAD', path)).toMatchObject({ status: 200, text: '' });
      expect(await ask('OPTIONS', path)).toMatchObject({
        status: 204,
        allow: 'GET, HEAD, OPTIONS',
      });
    }
    expect(await ask('HEAD', '/trpc/session.me')).toMatchObject({ status: 204, text: '' });
    expect(await ask('OPTIONS', '/trpc/session.me')).toMatchObject({ status: 204, text: '' });
  });
});
