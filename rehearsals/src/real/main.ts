import { createStopSignal, parseUsers } from '../command.ts';
import { rehearse } from './rehearsal.ts';

const USERS = 20_000;
const TIMEOUT_MILLISECONDS = 15 * 60_000;

/** `rehearse:real [users]`: a sale in real time, polled over HTTP by everybody who waits. */
try {
  const users = parseUsers(process.argv.slice(2), USERS);
  console.log(`A sale of ${users} users on two servers, in real time: some minutes.`);
  const signal = createStopSignal(TIMEOUT_MILLISECONDS);
  process.exitCode = await rehearse({ users, signal, print: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
