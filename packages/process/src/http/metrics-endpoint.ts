import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Authenticator } from '@frontrow/api/access/auth';
import { ERRORS } from '@frontrow/api/errors/errors';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { createBoundedServer } from './bounded-server.ts';
import { isLoopbackCaller } from './client-address.ts';
import { setSecurityHeaders } from './security-headers.ts';

/** What a process can be asked to measure. */
export interface MetricsSource {
  contentType: string;
  /** Prometheus text. */
  text(): Promise<string>;
}

export const METRICS_PATH = '/metrics';
const SCRAPE_MILLISECONDS = 1_000;

/** Makes the text at most once a second, for all who ask in that second. */
export function sharedScrape({ contentType, text }: MetricsSource): MetricsSource {
  let made: { at: number; text: Promise<string>; done: boolean } | null = null;
  const make = () => {
    const scrape = { at: performance.now(), text: text(), done: false };
    scrape.text.then(
      () => {
        scrape.done = true;
      },
      () => {
        made = null;
      },
    );
    made = scrape;
    return scrape.text;
  };
  return {
    contentType,
    text() {
      const fresh = made && (!made.done || performance.now() - made.at < SCRAPE_MILLISECONDS);
      return fresh && made ? made.text : make();
    },
  };
}

export interface MetricsEndpointOptions {
  source: MetricsSource;
  auth: Authenticator;
  trustedProxies: number;
}

/**
 * Answers `/metrics` on the main port: to programs on this machine, and to bearers of the role operator.
 * The user is not looked up, so that a scrape is answered while the database is away.
 */
export function createMetricsEndpoint({ source, auth, trustedProxies }: MetricsEndpointOptions) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    if (!isLoopbackCaller(req, trustedProxies)) {
      const refusal = await refusalOf(auth, req.headers.authorization ?? null);
      if (refusal) return refuse(res, refusal);
    }
    await answerMetrics(res, source);
  };
}

async function refusalOf(auth: Authenticator, authorization: string | null) {
  try {
    const { role } = await auth.verify(authorization);
    return role === 'operator' ? null : new DomainError('FORBIDDEN');
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

const STATUS: Partial<Record<DomainError['code'], number>> = {
  FORBIDDEN: 403,
  SERVICE_UNAVAILABLE: 503,
};

function refuse(res: ServerResponse, { code }: DomainError): void {
  res.statusCode = STATUS[code] ?? 401;
  if (res.statusCode === 401) res.setHeader('www-authenticate', 'Bearer');
  res.setHeader('content-type', 'application/json');
  res.setHeader('cache-control', 'no-store');
  res.end(JSON.stringify({ errorCode: code, message: ERRORS[code][1] }));
}

async function answerMetrics(res: ServerResponse, source: MetricsSource): Promise<void> {
  const text = await source.text();
  res.setHeader('content-type', source.contentType);
  res.setHeader('cache-control', 'no-store');
  res.end(text);
}

/** A server of its own for METRICS_PORT. It asks for no credentials: whoever reaches the port may read. */
export const createMetricsServer = (source: MetricsSource): Server =>
  createBoundedServer((req, res) => {
    setSecurityHeaders(req, res, 0);
    if ((req.url ?? '').split('?')[0] !== METRICS_PATH) {
      res.writeHead(404, { 'content-type': 'application/json' });
      return void res.end(JSON.stringify({ error: 'not found' }));
    }
    answerMetrics(res, source).catch(() => res.writeHead(500).end());
  });
