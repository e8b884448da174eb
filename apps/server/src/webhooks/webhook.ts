import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RateLimiter } from '@frontrow/api/access/rate-limit';
import type { CallReport } from '@frontrow/api/context';
import { refusalIn, toTrpcError } from '@frontrow/api/errors/error-shape';
import { reportFault } from '@frontrow/api/errors/faults';
import { requestScope } from '@frontrow/api/request-scope';
import type { PaymentProvider } from '@frontrow/domain/kernel/payment-provider';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { handleKeptMessage, keepMessage } from '@frontrow/domain/top-up/messages';
import { clientAddressOf, countedAddress } from '@frontrow/process/http/client-address';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import { answerRefusal } from '../gate/refusal.ts';
import { answerJson } from '../http/answer-json.ts';
import { createBodyReader, type ReadBody } from '../http/body-reader.ts';
import type { CallLogger } from '../log/access-log.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import { webhookNameOf } from './webhook-paths.ts';

/** A message of Stripe has some kilobytes. */
const BODY_LIMITS = { maxBytes: 256 * 1024, maxTotalBytes: 32 * 1024 * 1024 };
const RETRY_SECONDS = 10;

export interface WebhookOptions {
  ctx: QueueContext;
  provider: PaymentProvider;
  limiter: RateLimiter;
  /** How many proxies in front of the server are trusted about the client's address. */
  trustedProxies: number;
  background: BackgroundTasks;
  log: CallLogger;
  onCall(report: CallReport): void;
}

export type Webhook = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

/**
 * Takes the signed messages of the payment provider. A message is answered with 200 once it is kept, and
 * handled afterwards. Whatever else is answered, the provider sends it again.
 *
 * The gate does not count these requests: a message that is correctly signed has no budget to use up. One that
 * is not is counted for its address, which is known only after the body was read; so bodies are bounded
 * one by one and together.
 */
export function createWebhook({ ctx, provider, ...options }: WebhookOptions): Webhook {
  const { limiter, trustedProxies, background, log, onCall } = options;
  const readBody = createBodyReader(BODY_LIMITS);
  const procedure = webhookNameOf(provider.name);

  const refuse = (req: IncomingMessage, res: ServerResponse, [status, error]: Refusal) => {
    const address = countedAddress(clientAddressOf(req, trustedProxies));
    const limited = limiter.take('address', address);
    if (limited) answerRefusal(req, res, limited);
    else answerJson(res, status, { error });
    return limited ? ('RATE_LIMITED' as const) : ('VALIDATION_FAILED' as const);
  };

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const body = await readBody(req);
    if (body === 'left') return null;
    if (body === 'too-large' || body === 'no-room') discardRest(req, res);
    if (body === 'no-room') return answerUnavailable(res);
    const message = body === 'too-large' ? null : provider.readMessage(body, req.headers);
    if (!message) return refuse(req, res, refusalOf(body));
    const isNew = await keepMessage(ctx, message);
    answerJson(res, 200, { received: true });
    if (isNew) background.run(() => handleKeptMessage(ctx, message.id));
    return 'ok' as const;
  };

  return async (req, res) => {
    const start = performance.now();
    try {
      const outcome = await answer(req, res);
      const seconds = (performance.now() - start) / 1000;
      if (outcome) onCall({ procedure, outcome, seconds, userId: null });
    } catch (error) {
      const { requestId } = requestScope.getStore() ?? {};
      reportFault({ log: log.child({ requestId }), onCall }, { error, procedure });
      const { code } = refusalIn(toTrpcError(getTRPCErrorFromUnknown(error)));
      if (code === 'SERVICE_UNAVAILABLE') answerUnavailable(res);
      else answerJson(res, 500, { error: 'internal server error', requestId });
    }
  };
}

type Refusal = readonly [status: number, error: string];

const refusalOf = (body: ReadBody): Refusal =>
  body === 'too-large'
    ? [413, `the body has more than ${BODY_LIMITS.maxBytes} bytes`]
    : [400, 'the signature is wrong, or older than 300 seconds'];

function answerUnavailable(res: ServerResponse): 'SERVICE_UNAVAILABLE' {
  res.setHeader('retry-after', String(RETRY_SECONDS));
  answerJson(res, 503, { error: 'the message could not be kept' });
  return 'SERVICE_UNAVAILABLE';
}

/** What is left of a body that was not read to its end is thrown away, and then the connection is closed. */
function discardRest(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader('connection', 'close');
  req.resume();
}
