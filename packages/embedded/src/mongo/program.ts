import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The environment, as its main file hands it on. */
export type Env = Readonly<Record<string, string | undefined>>;

const VERSION_MILLISECONDS = 20_000;

/** Proves that it is a mongod which runs on this machine, by asking it for its version. */
export async function versionOf(path: string, env: Env): Promise<string> {
  const { stdout } = await run([path, '--version'], mongodEnv(env), VERSION_MILLISECONDS);
  const version = /^db version v(\S+)/m.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} is no mongod`);
  return version;
}

/** What a mongod gets of the environment: where programs and libraries are, and none of the rest. */
export const mongodEnv = ({ PATH, HOME, LD_LIBRARY_PATH }: Env): Env => ({
  ...(PATH === undefined ? {} : { PATH }),
  ...(HOME === undefined ? {} : { HOME }),
  ...(LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }),
});

const promised = promisify(execFile);

/** Runs a program to its end; a failure says in one line which and why. */
export async function run(
  [command = '', ...words]: string[],
  env: Env,
  milliseconds: number,
): Promise<{ stdout: string }> {
  try {
    return await promised(command, words, { env, timeout: milliseconds, killSignal: 'SIGKILL' });
  } catch (error) {
    const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
    const complaint = stderr?.trim().split('\n').at(-1);
    throw new Error(
      `${command} ${killed ? `went on for ${milliseconds / 1000} s` : `failed (${complaint || code})`}`,
    );
  }
}

/** A failure in one line. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replaceAll(/\s*\n\s*/g, ' ');
