import { styleText } from 'node:util';
import { parseSettings, SettingsError } from '@frontrow/settings/settings';
import { createReport, type Tone } from './report.ts';
import { isReady, serverUrl } from './server-url.ts';
import { runWalkthrough } from './walkthrough.ts';

const paint = (tone: Tone, text: string): string =>
  process.stdout.isTTY ? styleText(tone, text) : text;

/** Returns the exit code. */
async function main(): Promise<number> {
  // The process that reads our output, such as a pager, may end before this one.
  process.stdout.on('error', () => process.exit(1));
  const url = serverUrl(process.argv[2], parseSettings(process.env));
  if (!(await isReady(url))) {
    console.error(
      `Frontrow does not answer at ${url}: start it in another terminal with pnpm start`,
    );
    return 1;
  }
  const report = createReport({ print: (line) => console.log(line), paint });
  await runWalkthrough(url, report);
  return report.finish() === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
