import { env } from 'node:process';
import { startEmbeddedMongo } from '../../src/mongo/start.ts';

/**
 * Starts the embedded MongoDB in the folder of the first argument, prints its pid and URL as one line
 * of JSON, and stops it on SIGTERM.
 */
try {
  const [, , folder = ''] = process.argv;
  const { pid, url, exited, stop } = await startEmbeddedMongo({ folder, env });
  process.on('SIGTERM', () => void stop().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ pid, url })}\n`);
  await exited;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
