import { fileURLToPath } from 'node:url';
import { runProgram } from '../../process/run-program.ts';
import type { SearchOptions } from './version.ts';

/** While it downloads, the library prints its progress every two seconds. */
const SILENCE_MILLISECONDS = 30_000;

/** By default the library checks neither the certificate nor the checksum, and retries many times. */
const LIBRARY_SETTINGS = {
  npm_config_strict_ssl: 'true',
  MONGOMS_MD5_CHECK: '1',
  MONGOMS_MAX_RETRIES: '1',
};

/**
 * Downloads MongoDB's own mongod for this platform with mongodb-memory-server-core. Its MONGOMS_*
 * environment variables apply. It runs in a process of its own, because it cannot be aborted, prints to
 * the console and reads its settings from `process.env`.
 */
export async function downloadMongod(
  folder: string,
  { env, signal }: SearchOptions,
  silenceMilliseconds = SILENCE_MILLISECONDS,
): Promise<string> {
  const script = fileURLToPath(new URL('./download-main.ts', import.meta.url));
  const stdout = await runProgram([process.execPath, script, folder], {
    env: { ...LIBRARY_SETTINGS, ...env, MONGOMS_DOWNLOAD_DIR: folder },
    cwd: folder,
    silenceMilliseconds,
    signal,
  });
  return stdout.trim().split('\n').at(-1) ?? '';
}
