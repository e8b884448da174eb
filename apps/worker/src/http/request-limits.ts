import type { Budget, RateLimiter } from '@frontrow/api/access/rate-limit';
import { ERRORS } from '@frontrow/api/errors/errors';
import { clientAddressOf, countedAddress } from '@frontrow/process/http/client-address';
import { InFlight } from '@frontrow/process/http/in-flight';
import type { Request, RequestHandler, Response } from 'express';

/** The dashboard of a browser has 6 connections, one of them an event stream. */
const IN_FLIGHT = 200;
const PROBES = ['/healthz', '/readyz', '/metrics'];
const RETRY_SECONDS = 1;

export interface RequestLimits {
  /** Counts every request. */
  middleware: RequestHandler;
  /** Counts a failed sign-in besides. Answers with 429 and returns true when the address has had too many. */
  tooManyFailures(req: Request, res: Response): boolean;
}

/** Counts requests by the address of the client. */
export function createRequestLimits(limiter: RateLimiter, trustedProxies: number): RequestLimits {
  const inFlight = new InFlight();
  const addressOf = (req: Request) => countedAddress(clientAddressOf(req, trustedProxies));

  /** Returns true when the request was answered with a refusal. */
  const refused = (req: Request, res: Response, budget: Budget): boolean => {
    const refusal = limiter.take(budget, addressOf(req));
    if (refusal) refuse(res, Number(refusal.details.retryAfterSeconds));
    return refusal !== null;
  };

  return {
    middleware(req, res, next) {
      const address = addressOf(req);
      if (!inFlight.enter(address, IN_FLIGHT)) return refuse(res, RETRY_SECONDS);
      res.once('close', () => inFlight.leave(address));
      const budget = PROBES.includes(req.path.toLowerCase()) ? 'probe' : 'address';
      if (!refused(req, res, budget)) next();
    },
    tooManyFailures: (req, res) => refused(req, res, 'failedSignIn'),
  };
}

function refuse(res: Response, retryAfterSeconds: number): void {
  const [, message] = ERRORS.RATE_LIMITED;
  res.status(429).set('retry-after', String(retryAfterSeconds));
  res.json({ errorCode: 'RATE_LIMITED', message, details: { retryAfterSeconds } });
}
