import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { runTool } from '../tools/tools.ts';

/** The findings of publint for a tarball, suggestions included. */
export async function publintFindings(tarball: string): Promise<string[]> {
  const { buffer } = new Uint8Array(readFileSync(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code);
}

/** The findings of are-the-types-wrong, for every module resolution of TypeScript. */
export const typesWrongFindings = (tarball: string): Promise<unknown> =>
  runTool('types-wrong.ts', [tarball]);
