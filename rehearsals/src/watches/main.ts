import { createStopSignal, parseUsers } from '../command.ts';
import { rehearse } from './rehearsal.ts';

const USERS = 10_000;
const TIMEOUT_MILLISECONDS = 10 * 60_000;

/** `rehearse:watches [users]`: so many open watches on one server, and the memory that they take. */
try {
  const users = parseUsers(process.argv.slice(2), USERS);
  console.log(`${users} watches on one server.`);
  const signal = createStopSignal(TIMEOUT_MILLISECONDS);
  process.exitCode = await rehearse({ users, signal, print: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
