import { appRouter } from '@frontrow/api/root';
import { WEBHOOK_NAMES, WEBHOOK_PATHS } from '../webhooks/webhook-paths.ts';

/*
 * What a log line and a metric may say of a request's path. A path is written by the caller, who may have
 * pasted a token into it, so only names that the product itself has are written down.
 */

const UNKNOWN = 'unknown';
const PREFIX = '/trpc/';
/** The most different procedures of a batch that are named. */
const MAX_NAMES = 5;

const PROCEDURES: ReadonlySet<string> = new Set(Object.keys(appRouter._def.procedures));
const ROUTES: ReadonlySet<string> = new Set([
  ...['/healthz', '/readyz', '/metrics', ...WEBHOOK_PATHS],
  ...[...PROCEDURES].map((name) => `${PREFIX}${name}`),
]);

/** The name of a procedure of the router, or of a webhook; `unknown` for any other text. */
export const procedureName = (name: string): string =>
  PROCEDURES.has(name) || WEBHOOK_NAMES.includes(name) ? name : UNKNOWN;

/**
 * The route of a URL, such as `/readyz` or `/trpc/queue.status`. For a batch the first five different
 * procedures, then `...`. Anything that the server does not know is `unknown`.
 */
export function routeOf(url: string): string {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  if (ROUTES.has(path)) return path;
  if (!path.startsWith(PREFIX)) return UNKNOWN;
  const names = new Set(decoded(path.slice(PREFIX.length)).split(',').map(procedureName));
  const first = [...names].slice(0, MAX_NAMES);
  return `${PREFIX}${[...first, ...(names.size > MAX_NAMES ? ['...'] : [])].join(',')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return UNKNOWN;
  }
}
