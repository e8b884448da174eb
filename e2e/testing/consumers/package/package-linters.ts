import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** The findings of publint for a tarball, suggestions included. */
export async function publintFindings(tarball: string): Promise<string[]> {
  const { buffer } = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** The findings of are-the-types-wrong, for every module resolution of TypeScript. */
export async function typesWrongFindings(tarball: string): Promise<string[]> {
  const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
  const result = await checkPackage(packed);
  if (result.types === false) return ['it has no types'];
  return result.problems.map((problem) => JSON.stringify(problem));
}
