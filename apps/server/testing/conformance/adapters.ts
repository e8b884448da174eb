import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { createAuthenticator } from '@frontrow/api/access/auth';
import { requestScope } from '@frontrow/api/request-scope';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { bindServices } from '@frontrow/domain/services';
import { createCallAnswers } from '../../src/trpc/answer-call.ts';
import { createTrpcBodyReader } from '../../src/trpc/body.ts';
import { createContextOf } from '../../src/trpc/context.ts';
import { PublicAnswers } from '../../src/trpc/public-answers.ts';
import { singleCallIn } from '../../src/trpc/single-call.ts';
import { createStockAdapter } from '../../src/trpc/stock-adapter.ts';
import { checkOutcomes } from '../http/declared-outcomes.ts';
import { AUTH_SECRET } from '../http/server-process.ts';

/** A request as it goes over the wire. */
export interface RawRequest {
  method: string;
  /** Of the URL, with its query. */
  path: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

export interface RawResponse {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

/** The adapter of the product, and tRPC's own, over one world and without what comes before them in a server. */
export interface Adapters {
  /** How the product answers; null if it leaves the request to tRPC's own adapter. */
  ours(request: RawRequest): Promise<RawResponse | null>;
  stock(request: RawRequest): Promise<RawResponse>;
  close(): void;
}

type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;

export async function startAdapters(ctx: QueueContext): Promise<Adapters> {
  const { log } = checkOutcomes();
  const settings = { keys: { secret: AUTH_SECRET }, roleClaim: 'role' };
  const auth = createAuthenticator({
    ...settings,
    ...{ external: false, autoCreate: false, devSignIn: true },
  });
  const contextOf = createContextOf({ services: bindServices(ctx), auth, onCall() {}, log });
  const reportFault = () => {};
  const answerCall = createCallAnswers({
    contextOf,
    reportFault,
    senders: new Map(),
    answers: new PublicAnswers(ctx),
  });
  const readBody = createTrpcBodyReader();
  const ours = await listen(async (req, res) => {
    if (req.method === 'POST') await readBody(req, res);
    const call = singleCallIn(req);
    if (call) return answerCall(req, res, call);
    res.setHeader('x-left', '1');
    res.end();
  });
  const stock = await listen(createStockAdapter(contextOf, reportFault));
  return {
    async ours(raw) {
      const answer = await send(ours.port, raw);
      return answer.headers['x-left'] ? null : answer;
    },
    stock: (raw) => send(stock.port, raw),
    close() {
      ours.close();
      stock.close();
    },
  };
}

async function listen(handler: Handler) {
  const server = createServer((req, res) =>
    requestScope.run({ requestId: 'the-same', calls: [] }, () => void handler(req, res)),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port, close };
}

/** Headers that say how the body is sent, and not what the answer is. */
const OF_THE_TRANSPORT = [
  'date',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
];

const send = (port: number, { method, path, headers, body }: RawRequest): Promise<RawResponse> =>
  new Promise((resolve, reject) => {
    const req = request({ port, host: '127.0.0.1', method, path, headers });
    req.on('error', reject);
    req.on('response', async (res) => {
      const shown = Object.entries(res.headers).filter(
        ([name]) => !OF_THE_TRANSPORT.includes(name),
      );
      const text = await textOf(res);
      resolve({ status: res.statusCode ?? 0, headers: Object.fromEntries(shown), text });
    });
    req.end(body);
  });
