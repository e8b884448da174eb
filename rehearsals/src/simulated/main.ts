import { createStopSignal, parseUsers } from '../command.ts';
import { simulate } from './rehearsal.ts';

const USERS = 100_000;
const TIMEOUT_MILLISECONDS = 20 * 60_000;

/** `rehearse:simulated [users]`: a sale on a clock that only moves as fast as it is served. */
try {
  const users = parseUsers(process.argv.slice(2), USERS);
  console.log(`A sale of ${users} users on two servers and a simulated clock.`);
  const signal = createStopSignal(TIMEOUT_MILLISECONDS);
  process.exitCode = await simulate({ users, signal, print: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
