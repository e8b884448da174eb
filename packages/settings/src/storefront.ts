import type { z } from 'zod';
import { SettingsError, settingsShape } from './settings.ts';

const shape = settingsShape.pick({
  ...{ HOST: true, STOREFRONT_PORT: true, STOREFRONT_SITE: true, API_URL: true },
  ...{ TRUST_PROXY: true, LOG_LEVEL: true, NODE_ENV: true },
});

/** The settings of the process that serves the storefront's pages. It needs no secret and no database. */
export const STOREFRONT_SETTINGS = Object.keys(shape.shape);

export type StorefrontSettings = z.output<typeof shape> & { API_URL: string };

const DEVELOPMENT_API = 'http://127.0.0.1:4000';

/**
 * Parses the environment of the storefront's process. An empty variable counts as not set.
 *
 * @throws SettingsError
 */
export function parseStorefrontSettings(
  env: Record<string, string | undefined>,
): StorefrontSettings {
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
