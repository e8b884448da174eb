import type { z } from 'zod';
import { SettingsError, settingsShape } from './settings.ts';

const common = {
  HOST: true,
  API_URL: true,
  TRUST_PROXY: true,
  LOG_LEVEL: true,
  NODE_ENV: true,
} as const;
const storefront = settingsShape.pick({
  ...common,
  ...({ STOREFRONT_PORT: true, STOREFRONT_SITE: true } as const),
});
const console = settingsShape.pick({
  ...common,
  ...({ CONSOLE_PORT: true, CONSOLE_SITE: true } as const),
});

/** The settings of the processes that serve pages. They need no secret and no database. */
export const STOREFRONT_SETTINGS = Object.keys(storefront.shape);
export const CONSOLE_SETTINGS = Object.keys(console.shape);

export type StorefrontSettings = z.output<typeof storefront> & { API_URL: string };
export type ConsoleSettings = z.output<typeof console> & { API_URL: string };

const DEVELOPMENT_API = 'http://127.0.0.1:4000';

type Environment = Record<string, string | undefined>;

/**
 * Parses the environment of the storefront's process. An empty variable counts as not set.
 *
 * @throws SettingsError
 */
export const parseStorefrontSettings = (env: Environment): StorefrontSettings =>
  parse(storefront, env);

/**
 * The same for the console's process.
 *
 * @throws SettingsError
 */
export const parseConsoleSettings = (env: Environment): ConsoleSettings => parse(console, env);

function parse<Shape extends z.ZodType<{ API_URL?: string | undefined }>>(
  shape: Shape,
  env: Environment,
): z.output<Shape> & { API_URL: string } {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = shape.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
  if (given.NODE_ENV === 'production' && !given.API_URL) {
    problems.push('API_URL: has no default in production');
  }
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return { ...parsed.data, API_URL: parsed.data.API_URL ?? DEVELOPMENT_API };
}
