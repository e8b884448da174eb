import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HeaderPairs } from '@frontrow/process/http/security-headers';
import cors from 'cors';

export interface Cors {
  /** Sets the headers of an answer. Returns false for a preflight, which it answers by itself. */
  allow(req: IncomingMessage, res: ServerResponse): boolean;
  /** The headers of an answer to a read from this origin; `vary` by itself. */
  headersFor(origin: string | undefined): HeaderPairs;
  /** What every answer depends on because of its origin; null for nothing. */
  vary: string | null;
}

/** Origins that are remembered. A sale has a few; whoever sends others gets theirs made anew. */
const MOST_ORIGINS = 100;

export function createCors(origins: readonly string[]): Cors {
  const decide = cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'POST'],
    exposedHeaders: ['x-request-id', 'retry-after', 'date'],
    maxAge: 600,
  });
  const known = new Map<string | undefined, HeaderPairs>();

  /** What `allow` sets on an answer. */
  const headersOf = (origin: string | undefined): HeaderPairs => {
    const headers = new Map<string, string>();
    const req = { method: 'GET', headers: { origin } };
    const res = {
      getHeader: (name: string) => headers.get(name.toLowerCase()),
      setHeader: (name: string, value: unknown) => headers.set(name.toLowerCase(), String(value)),
    };
    decide(req as IncomingMessage, res as unknown as ServerResponse, () => {});
    return [...headers];
  };
  const vary = headersOf('https://any.example').find(([name]) => name === 'vary')?.[1] ?? null;

  const headersFor = (origin: string | undefined): HeaderPairs => {
    const made = known.get(origin) ?? headersOf(origin).filter(([name]) => name !== 'vary');
    if (known.size < MOST_ORIGINS) known.set(origin, made);
    return made;
  };

  return {
    vary,
    headersFor,
    allow(req, res) {
      if (req.method === 'OPTIONS') {
        decide(req, res, () => {});
        return false;
      }
      for (const [name, value] of headersFor(req.headers.origin)) res.setHeader(name, value);
      if (vary !== null) res.setHeader('vary', vary);
      return true;
    },
  };
}
