import { z } from 'zod';
import { isLoopback } from './host-names.ts';
import { moneyProblems, moneyShape } from './money.ts';
import {
  commaList,
  hostList,
  keyList,
  mongoUrl,
  onOff,
  originList,
  port,
  urlOf,
  whole,
} from './parse.ts';
import { secretProblems } from './secret-rules.ts';

export const SERVICES = ['server', 'worker', 'storefront', 'console'] as const;
export type Service = (typeof SERVICES)[number];

const services = commaList.transform((names, check) => {
  const unknown = names.filter((name) => !SERVICES.includes(name as Service));
  if (unknown.length === 0) return names.length === 0 ? [...SERVICES] : (names as Service[]);
  const message = `knows ${SERVICES.join(', ')}, not ${unknown.join(', ')}`;
  check.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const trustProxy = z
  .string()
  .regex(/^(on|off|\d{1,2})$/, 'must be on, off, or how many proxies stand in front')
  .default('off')
  .transform((value) => (value === 'on' ? 1 : value === 'off' ? 0 : Number(value)));

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const settingsShape = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port(4000),
  WORKER_PORT: port(0),
  STOREFRONT_PORT: port(0),
  /** The folder of the storefront's built pages; not set: built at the start where sources have changed. */
  STOREFRONT_SITE: z.string().optional(),
  CONSOLE_PORT: port(0),
  /** The folder of the console's built pages; not set: built at the start where sources have changed. */
  CONSOLE_SITE: z.string().optional(),
  /** Where browsers reach the API; not set: at this machine's server. */
  API_URL: urlOf('http', 'https'),
  METRICS_HOST: z.string().default('127.0.0.1'),
  /** Not set: /metrics is on the main port. */
  METRICS_PORT: port(0).unwrap().optional(),
  CORS_ORIGINS: originList,
  ALLOWED_HOSTS: hostList,
  TRUST_PROXY: trustProxy,
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  RATE_LIMIT: onOff('on'),
  FRONTROW_DATA: z.string().default('.frontrow'),
  FRONTROW_SERVICES: services,
  /** How many servers `start` runs, all at PORT. */
  FRONTROW_SERVERS: whole(1, 64, 1),
  /** Whether other servers of this machine may listen at the same HOST and PORT (SO_REUSEPORT). */
  SHARE_PORT: onOff('off'),
  DATABASE_URL: urlOf('postgres', 'postgresql'),
  DATABASE_DIRECT_URL: urlOf('postgres', 'postgresql'),
  FRONTROW_OWNER_URL: urlOf('postgres', 'postgresql'),
  MONGODB_URL: z.union([z.literal('embedded'), mongoUrl]).optional(),
  AUTH_SECRET: z.string().optional(),
  AUTH_JWKS_URL: urlOf('http', 'https'),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_ROLE_CLAIM: z.string().default('role'),
  AUTH_AUTO_CREATE: onOff('off'),
  DEV_SIGNIN: z.enum(['0', '1']).optional(),
  QUEUE_SECRET: keyList,
  TICKET_SECRET: keyList,
  ...moneyShape,
  HOLD_SECONDS: whole(1, 86_400, 300),
  POLLS_PER_SECOND: whole(1, 1_000_000, 2_000),
  WATCHES_PER_USER: whole(1, 10_000, 8),
  /** Not set: 10 in production, else 0. */
  DRAIN_SECONDS: whole(0, 600, 0).unwrap().optional(),
  SWEEP_SECONDS: whole(1, 3_600, 5),
  SWEEP_BATCH: whole(1, 10_000, 2_500),
  TOKEN_RETENTION_SECONDS: whole(0, 31_536_000, 86_400),
  // The contract promises that an answer is stored for at least one day.
  IDEMPOTENCY_RETENTION_SECONDS: whole(86_400, 31_536_000, 172_800),
  // Statistics of a sale read the holds of a day, and a repeated call may name a hold for as long as answers are stored.
  RESERVATION_RETENTION_SECONDS: whole(172_800, 315_360_000, 2_592_000),
  AUDIT_INTERVAL_SECONDS: whole(1, 86_400, 300).unwrap().optional(),
  AUDIT_WHOLE_SECONDS: whole(1, 604_800, 86_400),
  /** Former name of AUDIT_INTERVAL_SECONDS; used when that is not set. */
  RECONCILE_SECONDS: whole(1, 86_400, 300),
});

export const SETTING_NAMES = Object.keys(settingsShape.shape);

/** The parsed settings of a process. Outside production, secrets may be missing; see secrets.ts. */
export type Settings = z.output<typeof settingsShape> & {
  TOPUP: 'open' | 'provider' | 'off';
  AUDIT_INTERVAL_SECONDS: number;
  DRAIN_SECONDS: number;
};

/** A load balancer asks every few seconds whether a server is ready. Elsewhere nothing has to notice. */
const drainSecondsIn = (mode: string): number => (mode === 'production' ? 10 : 0);

/** The settings are invalid. The message has a line for each wrong setting. */
export class SettingsError extends Error {
  constructor(problems: string[]) {
    super(['These settings cannot be used:', ...problems.map((line) => `  ${line}`)].join('\n'));
    this.name = 'SettingsError';
  }
}

/**
 * Parses the environment. Each process does this once, in its main file. An empty variable counts as
 * not set.
 *
 * @throws SettingsError
 */
export function parseSettings(env: Record<string, string | undefined>): Settings {
  const given = Object.entries(env).filter(([, value]) => value !== '');
  const parsed = settingsShape.safeParse(Object.fromEntries(given));
  const problems = (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
  problems.push(...crossCheck(Object.fromEntries(given)));
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return {
    ...parsed.data,
    TOPUP: parsed.data.TOPUP ?? 'open',
    AUDIT_INTERVAL_SECONDS: parsed.data.AUDIT_INTERVAL_SECONDS ?? parsed.data.RECONCILE_SECONDS,
    DRAIN_SECONDS: parsed.data.DRAIN_SECONDS ?? drainSecondsIn(parsed.data.NODE_ENV),
  };
}

/**
 * Checks rules that concern several settings. It takes the unparsed values, so that these problems are
 * reported together with those of single values.
 */
function crossCheck(given: Record<string, string | undefined>): string[] {
  const problems: string[] = [];
  if (given.AUTH_SECRET && given.AUTH_JWKS_URL) {
    problems.push('AUTH_SECRET, AUTH_JWKS_URL: set one of the two');
  }
  problems.push(...moneyProblems(given), ...retentionProblems(given));
  if (given.NODE_ENV !== 'production') return problems;
  if (!given.AUTH_SECRET && !given.AUTH_JWKS_URL) {
    problems.push('AUTH_SECRET: has no default in production (or set AUTH_JWKS_URL)');
  }
  for (const name of ['QUEUE_SECRET', 'TICKET_SECRET']) {
    if (!given[name]) problems.push(`${name}: has no default in production`);
  }
  if (given.AUTH_JWKS_URL) problems.push(...issuerProblems(given));
  return [...problems, ...secretProblems(given)];
}

/** The stored answer of a call may name the hold that it made. */
function retentionProblems(given: Record<string, string | undefined>): string[] {
  const { IDEMPOTENCY_RETENTION_SECONDS, RESERVATION_RETENTION_SECONDS } = given;
  const answers = Number(IDEMPOTENCY_RETENTION_SECONDS ?? 172_800);
  const reservations = Number(RESERVATION_RETENTION_SECONDS ?? 2_592_000);
  if (!(reservations < answers)) return [];
  return ['RESERVATION_RETENTION_SECONDS: must be at least IDEMPOTENCY_RETENTION_SECONDS'];
}

/** An identity provider signs tokens for other products too: only issuer and audience tell them apart. */
function issuerProblems(given: Record<string, string | undefined>): string[] {
  const missing = ['AUTH_ISSUER', 'AUTH_AUDIENCE'].filter((name) => !given[name]);
  const problems = missing.map((name) => `${name}: must be set with AUTH_JWKS_URL in production`);
  if (URL.parse(given.AUTH_JWKS_URL ?? '')?.protocol === 'http:') {
    problems.push('AUTH_JWKS_URL: must start with https:// in production');
  }
  return problems;
}

/** Whether tokens come from an external issuer, which has its own ids for users. */
export const hasExternalIssuer = (settings: Settings): boolean =>
  Boolean(settings.AUTH_JWKS_URL || settings.AUTH_ISSUER || settings.AUTH_AUTO_CREATE);

/**
 * Whether users may sign in with a name alone. Never in production or with an external issuer. Otherwise
 * if DEV_SIGNIN is 1, or if it is not set and the server listens on loopback, without a proxy in front: a
 * proxy lets other machines in.
 */
export const allowsDevSignIn = (settings: Settings): boolean =>
  settings.NODE_ENV !== 'production' &&
  !hasExternalIssuer(settings) &&
  settings.DEV_SIGNIN !== '0' &&
  (settings.DEV_SIGNIN === '1' || (isLoopback(settings.HOST) && settings.TRUST_PROXY === 0));

/** The URL by which the schema is migrated: the owner's, else that of the processes, past a pooler. */
export const ownerUrlOf = (settings: Settings): string | undefined =>
  settings.FRONTROW_OWNER_URL ?? settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL;
