import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createAuthenticator } from '@frontrow/api/access/auth';
import { type BUDGETS, createRateLimiter, noRateLimiter } from '@frontrow/api/access/rate-limit';
import type { CallReport } from '@frontrow/api/context';
import { type RequestScope, requestScope } from '@frontrow/api/request-scope';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { bindServices } from '@frontrow/domain/services';
import { authSettings } from '@frontrow/process/auth-settings';
import { createHostCheck } from '@frontrow/process/host/host-check';
import {
  createBoundedServer,
  TIME_LIMITS,
  type TimeLimits,
} from '@frontrow/process/http/bounded-server';
import { createMetricsEndpoint } from '@frontrow/process/http/metrics-endpoint';
import { setSecurityHeaders } from '@frontrow/process/http/security-headers';
import type { Settings } from '@frontrow/settings/settings';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import { createFastLane } from './fast-lane/fast-lane.ts';
import { createGate, IN_FLIGHT, type InFlightBounds } from './gate/gate.ts';
import { answerRefusal } from './gate/refusal.ts';
import { answerJson as answer } from './http/answer-json.ts';
import { createCors } from './http/cors.ts';
import { createFaultReporter } from './http/faults.ts';
import { answerOtherMethod, isRead } from './http/methods.ts';
import { refusedHostBody } from './http/refused-host.ts';
import { VaryResponse } from './http/vary.ts';
import { LANES, LoadControl } from './load/load-control.ts';
import { createLoadLog } from './load/load-log.ts';
import { type Work, workOf } from './load/work.ts';
import { type CallLogger, logRequest, requestIdOf } from './log/access-log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createReadiness, type ServerState } from './probes.ts';
import { AvailabilityBodies } from './seats/availability-bodies.ts';
import { createContextOf } from './trpc/context.ts';
import { PublicAnswers } from './trpc/public-answers.ts';
import { answerError } from './trpc/request-checks.ts';
import { createTrpcRequests } from './trpc/requests.ts';
import { type BackgroundTasks, createBackgroundTasks } from './webhooks/background-tasks.ts';
import { createWebhook, type WebhookOptions } from './webhooks/webhook.ts';
import { webhookPathOf } from './webhooks/webhook-paths.ts';

export interface AppOptions extends ServerState {
  ctx: QueueContext;
  settings: Settings;
  authSecret: string;
  log: CallLogger;
  /** The metrics of this server, if somebody else asks for them too. */
  metrics?: Metrics;
  /** What goes on after its request was answered, if somebody else waits for it. */
  background?: BackgroundTasks;
  /** Shorter times and lower bounds, for tests. */
  timeLimits?: TimeLimits;
  inFlight?: InFlightBounds;
  budgets?: typeof BUDGETS;
  lanes?: typeof LANES;
  maxLargeBytes?: number;
}

/** The HTTP server, not listening yet: /trpc, /healthz, /readyz and, without METRICS_PORT, /metrics. */
export function createApp(options: AppOptions): Server {
  const { ctx, settings, authSecret, log, metrics = createMetrics(ctx) } = options;
  const readiness = createReadiness(ctx, options);
  const auth = createAuthenticator(authSettings(settings, authSecret));
  const trustedProxies = settings.TRUST_PROXY;
  const limiter = settings.RATE_LIMIT ? createRateLimiter(options.budgets) : noRateLimiter;
  const gate = createGate({
    auth,
    limiter,
    trustedProxies,
    bounds: options.inFlight ?? IN_FLIGHT,
  });
  const onCall = (report: CallReport) => {
    metrics.onCall(report);
    requestScope.getStore()?.calls.push(report);
  };
  const reportFault = createFaultReporter({ log, onCall });
  const services = bindServices(ctx);
  const answers = new PublicAnswers(ctx);
  const bodies = new AvailabilityBodies();
  const contextOf = createContextOf({ services, auth, onCall, log });
  const answerMetrics =
    settings.METRICS_PORT === undefined
      ? createMetricsEndpoint({ source: metrics, auth, trustedProxies })
      : null;
  const logShed = createLoadLog(log);
  const load = new LoadControl({
    pool: ctx.pool,
    lanes: options.lanes ?? LANES,
    maxLargeBytes: options.maxLargeBytes,
    onShed(kind, reason) {
      metrics.load.onShed(kind, reason);
      logShed(kind);
    },
  });
  metrics.load.follow(load);
  const trpc = createTrpcRequests({ contextOf, reportFault, load, answers, bodies });
  const webhook = webhookOf({ ...options, onCall, limiter });
  const checkHost = createHostCheck(settings);
  const cors = createCors(settings.CORS_ORIGINS);
  const fastLane = createFastLane({
    ...{
      services,
      auth,
      limiter,
      checkHost,
      cors,
      trustedProxies,
      log,
      reportFault,
      answers,
      bodies,
    },
    isDraining: options.isDraining,
    onAnswered: metrics.onFastCall,
  });

  const handle = async (req: IncomingMessage, res: ServerResponse, work: Work | null) => {
    const path = pathOf(req);
    const isWebhook = webhook !== null && path === webhook.path;
    // It counts by itself what is not correctly signed.
    if (isWebhook && req.method === 'POST' && checkHost(req) === null) {
      return webhook.answer(req, res);
    }
    const refusal = await gate.enter(req, res);
    // The client may have gone while its token was verified.
    if (res.destroyed) return;
    if (PROBES.has(path) && !isRead(req, res)) return;
    const isRefusedPreflight = refusal !== null && req.method === 'OPTIONS';
    if (isTrpc(path) && !isRefusedPreflight && !cors.allow(req, res)) return;
    if (refusal) return answerRefusal(req, res, refusal).forEach(onCall);
    if (path === '/healthz') return answer(res, 200, { status: 'ok' });
    if (path === '/readyz') {
      const state = await readiness();
      return answer(res, state.ready ? 200 : 503, state);
    }
    const refusedHost = checkHost(req);
    if (refusedHost !== null) return answer(res, 403, refusedHostBody(path, refusedHost));
    if (path === '/metrics' && answerMetrics) return answerMetrics(req, res);
    if (isTrpc(path)) {
      const shed = await trpc(req, res, work);
      if (shed && !res.destroyed) answerRefusal(req, res, shed).forEach(onCall);
      return;
    }
    if (isWebhook) return answerOtherMethod(req, res, 'POST, OPTIONS');
    return answer(res, 404, { error: 'not found' });
  };

  const answerFault = (req: IncomingMessage, res: ServerResponse, error: unknown) => {
    reportFault(error, req);
    if (res.headersSent) return res.destroy();
    if (isTrpc(pathOf(req))) return answerError(req, res, getTRPCErrorFromUnknown(error));
    const requestId = requestScope.getStore()?.requestId;
    answer(res, 500, { error: 'internal server error', requestId });
  };

  const accept = (req: IncomingMessage, res: ServerResponse, scope: RequestScope) => {
    res.setHeader('x-request-id', scope.requestId);
    // The next request of a kept connection goes to another server.
    if (options.isDraining()) res.setHeader('connection', 'close');
    setSecurityHeaders(req, res, trustedProxies);
    const work = workOf(req);
    const shed = work && load.arrive(work);
    if (shed) {
      // Neither verified nor logged: a refusal costs little, or refusals were all that the server did.
      cors.allow(req, res);
      return answerRefusal(req, res, shed).forEach(metrics.onCall);
    }
    logRequest(log, { req, res, scope });
    handle(req, res, work).catch((error: unknown) => answerFault(req, res, error));
  };

  /** What is thrown here would end the process. */
  const answerInFull = (req: IncomingMessage, res: ServerResponse) => {
    const scope: RequestScope = { requestId: requestIdOf(req), calls: [] };
    requestScope.run(scope, () => {
      try {
        accept(req, res, scope);
      } catch (error) {
        answerFault(req, res, error);
      }
    });
  };
  const answerRequest = (req: IncomingMessage, res: ServerResponse) =>
    fastLane.answer(req, res, () => answerInFull(req, res));
  const server = createBoundedServer(
    answerRequest,
    options.timeLimits ?? TIME_LIMITS,
    VaryResponse,
  );
  server.once('close', () => {
    load.close();
    fastLane.close();
  });
  return server;
}

/** The webhook of the payment provider and its path; null without a provider that sends messages. */
function webhookOf({
  ctx,
  settings,
  log,
  background = createBackgroundTasks(log),
  ...shared
}: AppOptions & Pick<WebhookOptions, 'onCall' | 'limiter'>) {
  const { provider } = ctx;
  if (!provider || settings.PAYMENT_PROVIDER === 'sandbox') return null;
  const trustedProxies = settings.TRUST_PROXY;
  const options = { ...shared, ctx, provider, log, background, trustedProxies };
  return { path: webhookPathOf(provider.name), answer: createWebhook(options) };
}

const PROBES = new Set(['/healthz', '/readyz', '/metrics']);

const isTrpc = (path: string): boolean => path === '/trpc' || path.startsWith('/trpc/');

const pathOf = (req: IncomingMessage): string => (req.url ?? '/').split('?')[0] ?? '/';
