import { createStopSignal, parseUsers } from '../command.ts';
import { rehearse } from './rehearsal.ts';

const DEFAULT_USERS = 20_000;
const TIMEOUT_MILLISECONDS = 15 * 60_000;

/** `rehearse:real [users]` */
try {
  const users = parseUsers(process.argv.slice(2), DEFAULT_USERS);
  console.log(`A sale with ${users} users on two servers, in real time. It takes about 5 minutes.`);
  const signal = createStopSignal(TIMEOUT_MILLISECONDS);
  process.exitCode = await rehearse({ users, signal, print: (text) => console.log(text) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
