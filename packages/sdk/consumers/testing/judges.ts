import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** What publint has against a tarball, suggestions included. */
export async function publintOn(tarball: string): Promise<string[]> {
  const { buffer } = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** What are-the-types-wrong has against it, for every way in which TypeScript resolves modules. */
export async function typesWrongIn(tarball: string): Promise<string[]> {
  const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
  const result = await checkPackage(packed);
  if (result.types === false) return ['it has no types'];
  return result.problems.map((problem) => JSON.stringify(problem));
}
