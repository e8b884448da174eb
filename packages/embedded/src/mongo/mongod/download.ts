import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Search } from '../../process/run-program.ts';
import { endOf } from '../../process/wait-for-exit.ts';

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
  { env, signal }: Search,
  patience = SILENCE_MILLISECONDS,
): Promise<string> {
  signal?.throwIfAborted();
  const script = fileURLToPath(new URL('./download-main.ts', import.meta.url));
  const child = fork(script, [folder], {
    cwd: folder,
    detached: true,
    execArgv: [],
    env: { ...CAREFUL, ...env, MONGOMS_DOWNLOAD_DIR: folder },
    silent: true,
  });
  let told = { reason: 'it ended without a word' } as Downloaded;
  const silent = new AbortController();
  const expire = () => {
    told = { reason: `nothing came for ${patience / 1000} s` };
    silent.abort();
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
  const given = signal ? [signal, silent.signal] : [silent.signal];
  await endOf(child, AbortSignal.any(given)).finally(() => clearTimeout(silence));
  signal?.throwIfAborted();
  if ('reason' in told) throw new Error(told.reason);
  return told.path;
}

/** The library by itself neither looks whom it talks to nor at what it got, and is slow to give up. */
const CAREFUL = { npm_config_strict_ssl: 'true', MONGOMS_MD5_CHECK: '1', MONGOMS_MAX_RETRIES: '1' };
