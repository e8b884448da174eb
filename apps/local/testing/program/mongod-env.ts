import { env } from 'node:process';

const NAMES = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'LD_LIBRARY_PATH', 'MONGOMS_SYSTEM_BINARY'];

/** The variables with which a start finds the same mongod as the tests do. */
export const MONGOD_ENV = Object.fromEntries(
  Object.entries(env).filter(([name]) => NAMES.includes(name)),
) as Record<string, string>;
