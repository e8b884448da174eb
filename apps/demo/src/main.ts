import { styleText } from 'node:util';
import { parseSettings, SettingsError } from '@frontrow/settings/settings';
import { createJournal, type Tone } from './journal.ts';
import { playJourney } from './journey.ts';
import { answers, programAddress } from './program.ts';

const paint = (tone: Tone, text: string): string =>
  process.stdout.isTTY ? styleText(tone, text) : text;

/** Returns the exit code. */
async function main(): Promise<number> {
  // Whoever reads our output may go before we do.
  process.stdout.on('error', () => process.exit(1));
  const url = programAddress(process.argv[2], parseSettings(process.env));
  if (!(await answers(url))) {
    console.error(
      `Frontrow does not answer at ${url}: start it in another terminal with pnpm start`,
    );
    return 1;
  }
  const journal = createJournal({ say: (line) => console.log(line), paint });
  await playJourney(url, journal);
  return journal.close() === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exitCode = 1;
}
