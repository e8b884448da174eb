import { env } from 'node:process';

const NAMES = ['PATH', 'HOME', 'XDG_CACHE_HOME', 'LD_LIBRARY_PATH', 'MONGOMS_SYSTEM_BINARY'];

/** What a start needs of the environment of the tests to find the mongod that they found. */
export const MONGOD_ENV = Object.fromEntries(
  Object.entries(env).filter(([name]) => NAMES.includes(name)),
) as Record<string, string>;
