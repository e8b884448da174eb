import { stopSignal, usersIn } from '../command.ts';
import { rehearse } from './sale.ts';

const USERS = 20_000;
const MOST_MILLISECONDS = 15 * 60_000;

/** `rehearse:real [users]`: a sale in real time, polled over HTTP by everybody who waits. */
try {
  const users = usersIn(process.argv.slice(2), USERS);
  console.log(`A sale of ${users} users on two servers, in real time: some minutes.`);
  const signal = stopSignal(MOST_MILLISECONDS);
  process.exitCode = await rehearse({ users, signal, print: (line) => console.log(line) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
