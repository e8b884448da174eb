import { createServer, type RequestListener, type Server, ServerResponse } from 'node:http';
import { spareUnsentAnswers } from './idle-connections.ts';
import { cutStalledAnswers } from './stalled-answers.ts';

export interface TimeLimits {
  /** How long a client may take to send the headers of a request. */
  headersMilliseconds: number;
  /** How long a client may take to send a whole request. */
  requestMilliseconds: number;
  /** An answer of which the client takes nothing for so long is cut. */
  stallMilliseconds: number;
  /** How many unsent bytes stalled connections may hold together before that time. */
  maxStalledBytes: number;
}

export const TIME_LIMITS: TimeLimits = {
  headersMilliseconds: 10_000,
  requestMilliseconds: 15_000,
  stallMilliseconds: 30_000,
  maxStalledBytes: 256 * 1024 * 1024,
};

/** Of a request before its body: half of it is enough for the longest address that is answered. */
const MAX_HEADER_BYTES = 32 * 1024;

/** How many times per time limit Node looks for requests that take too long. */
const CHECKS = 15;

/**
 * An HTTP server whose clients cannot keep it waiting: a request that is not complete in time is answered
 * with 408 and its connection closed; an answer that nobody takes is cut.
 */
export function createBoundedServer(
  listener: RequestListener,
  limits: TimeLimits = TIME_LIMITS,
  Response: typeof ServerResponse = ServerResponse,
): Server {
  const server = createServer(
    {
      ServerResponse: Response,
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      connectionsCheckingInterval: limits.requestMilliseconds / CHECKS,
    },
    listener,
  );
  spareUnsentAnswers(server);
  cutStalledAnswers(server, {
    milliseconds: limits.stallMilliseconds,
    maxBytes: limits.maxStalledBytes,
  });
  return server;
}
