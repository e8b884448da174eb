import { createStopSignal, parseUsers } from '../command.ts';
import { rehearse } from './rehearsal.ts';

const DEFAULT_USERS = 10_000;
const TIMEOUT_MILLISECONDS = 10 * 60_000;

/** `rehearse:watches [users]` */
try {
  const users = parseUsers(process.argv.slice(2), DEFAULT_USERS);
  console.log(`${users} open watches on one server.`);
  const signal = createStopSignal(TIMEOUT_MILLISECONDS);
  process.exitCode = await rehearse({ users, signal, print: (text) => console.log(text) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
