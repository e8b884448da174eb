import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createAuthenticator } from '@frontrow/api/auth';
import type { CallReport } from '@frontrow/api/context';
import { createRateLimiter, noRateLimiter } from '@frontrow/api/rate-limit';
import { type RequestScope, requestScope } from '@frontrow/api/request-scope';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { bindServices } from '@frontrow/domain/services';
import { authSettings } from '@frontrow/process/auth-settings';
import { createHostCheck } from '@frontrow/process/host/host-check';
import { setSecurityHeaders } from '@frontrow/process/security-headers';
import type { Settings } from '@frontrow/settings/settings';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import cors from 'cors';
import { type CallLogger, logRequest, requestIdOf } from './access-log.ts';
import { createFaultReporter } from './http/faults.ts';
import { isRead } from './http/methods.ts';
import { answerError, MAX_HEADER_BYTES, refusalOfRequest } from './http/request-checks.ts';
import { createMetrics } from './metrics.ts';
import { createReadiness } from './probes.ts';
import { answerPublicRead, isPublicRead } from './public-reads.ts';
import { refusedHostBody } from './refused-host.ts';
import { createContextOf, createTrpcHandler } from './trpc-handler.ts';
import { createWatchStreams } from './watch-stream.ts';

export interface AppOptions {
  ctx: QueueContext;
  settings: Settings;
  authSecret: string;
  log: CallLogger;
  isDraining: () => boolean;
  queuesLoaded: () => boolean;
}

/** The HTTP server, not listening yet: /trpc, /healthz, /readyz and /metrics. */
export function createApp({ ctx, settings, authSecret, log, ...state }: AppOptions): Server {
  const metrics = createMetrics(ctx);
  const readiness = createReadiness(ctx, state);
  const onCall = (report: CallReport) => {
    metrics.onCall(report);
    requestScope.getStore()?.calls.push(report);
  };
  const reportFault = createFaultReporter({ log, onCall });
  const contextOf = createContextOf({
    services: bindServices(ctx),
    auth: createAuthenticator(authSettings(settings, authSecret)),
    limiter: settings.RATE_LIMIT ? createRateLimiter() : noRateLimiter,
    onCall,
    trustedProxies: settings.TRUST_PROXY,
    log,
  });
  const trpc = createTrpcHandler(contextOf, reportFault);
  const watches = createWatchStreams();
  const checkHost = createHostCheck(settings);
  const allowOrigins = cors({
    origin: settings.CORS_ORIGINS.includes('*') ? '*' : settings.CORS_ORIGINS,
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', 'date'],
    maxAge: 600,
  });

  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    const path = pathOf(req);
    if (PROBES.has(path) && !isRead(req, res)) return;
    if (path === '/healthz') return answer(res, 200, { status: 'ok' });
    if (path === '/readyz') {
      const state = await readiness();
      return answer(res, state.ready ? 200 : 503, state);
    }
    const refusal = checkHost(req);
    if (refusal !== null) return answer(res, 403, refusedHostBody(path, refusal));
    if (path === '/metrics') {
      res.setHeader('content-type', metrics.contentType);
      return res.end(await metrics.text());
    }
    if (isTrpc(path)) {
      await new Promise<void>((allowed) => allowOrigins(req, res, () => allowed()));
      const refusal = refusalOfRequest(req);
      if (refusal) return answerError(req, res, refusal);
      if (isPublicRead(req)) return answerPublicRead(req, res, { contextOf, reportFault });
      return watches.handles(req) ? watches.answer(res, contextOf(req)) : trpc(req, res);
    }
    return answer(res, 404, { error: 'not found' });
  };

  return createServer({ maxHeaderSize: MAX_HEADER_BYTES }, (req, res) => {
    const requestId = requestIdOf(req);
    res.setHeader('x-request-id', requestId);
    setSecurityHeaders(req, res, settings.TRUST_PROXY);
    const scope: RequestScope = { requestId, calls: [] };
    logRequest(log, { req, res, scope });
    requestScope.run(scope, () => {
      handle(req, res).catch((error: unknown) => {
        reportFault(error, req);
        if (res.headersSent) return res.destroy();
        if (isTrpc(pathOf(req))) return answerError(req, res, getTRPCErrorFromUnknown(error));
        answer(res, 500, { error: 'internal server error', requestId });
      });
    });
  });
}

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

const isTrpc = (path: string): boolean => path === '/trpc' || path.startsWith('/trpc/');

const pathOf = (req: IncomingMessage): string => (req.url ?? '/').split('?')[0] ?? '/';

function answer(res: ServerResponse, status: number, body: object): void {
  res.statusCode = status;
  res.setHeader('content-type', 'application/json');
  res.setHeader('cache-control', 'no-store');
  res.end(JSON.stringify(body));
}
