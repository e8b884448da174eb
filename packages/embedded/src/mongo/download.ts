import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Env } from './program.ts';

/** A download that goes on says how far it is every two seconds. */
const SILENCE_MILLISECONDS = 30_000;

/** What the downloading process tells. */
export type Downloaded = { path: string } | { reason: string };

/**
 * Downloads MongoDB's own mongod for this platform into the folder, by `mongodb-memory-server-core`,
 * whose settings in the environment apply. It runs in a process of its own, as it prints, waits and
 * looks around as it likes.
 */
export async function download(
  folder: string,
  env: Env,
  patience = SILENCE_MILLISECONDS,
): Promise<string> {
  const script = fileURLToPath(new URL('./download-main.ts', import.meta.url));
  const child = fork(script, [folder], {
    cwd: folder,
    execArgv: [],
    env: { ...CAREFUL, ...env, MONGOMS_DOWNLOAD_DIR: folder },
    silent: true,
  });
  let told = { reason: 'it ended without a word' } as Downloaded;
  const expire = () => {
    told = { reason: `nothing came for ${patience / 1000} s` };
    child.kill('SIGKILL');
  };
  let silence = setTimeout(expire, patience);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', () => {
      clearTimeout(silence);
      silence = setTimeout(expire, patience);
    });
  }
  child.on('message', (message) => {
    told = message as Downloaded;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  }).finally(() => clearTimeout(silence));
  if ('reason' in told) throw new Error(told.reason);
  return told.path;
}

/** The library by itself neither looks whom it talks to nor at what it got, and is slow to give up. */
const CAREFUL = { npm_config_strict_ssl: 'true', MONGOMS_MD5_CHECK: '1', MONGOMS_MAX_RETRIES: '1' };
