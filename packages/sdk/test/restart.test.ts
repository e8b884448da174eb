import { setTimeout as sleep } from 'node:timers/promises';
import { cloneDatabase } from '@frontrow/database/testing/database';
import {
  type ServerProcess,
  startServerProcess,
} from '@frontrow/server/testing/http/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFrontrowClient } from '../src/index.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { openConcert } from '../testing/sale.ts';

let database: Awaited<ReturnType<typeof cloneDatabase>>;
let server: ServerProcess;
beforeAll(async () => {
  database = await cloneDatabase();
  server = await startServerProcess({ databaseUrl: database.url });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
});

/** Kills it where it stands, and starts another on the same port. */
async function restart(): Promise<void> {
  const PORT = new URL(server.url).port;
  await server.kill();
  server = await startServerProcess({ databaseUrl: database.url, env: { PORT } });
}

async function clientOf(name: string, role?: 'operator') {
  const { url } = server;
  const { accessToken } = await createFrontrowClient({ url, auth: null }).session.devSignIn.mutate({
    name,
    role,
  });
  return createFrontrowClient({ url, auth: accessToken });
}

/** Kills the server some milliseconds into a call, and brings it back. */
async function through<T>(call: Promise<T>, milliseconds: number): Promise<T> {
  const [answer] = await Promise.all([call, sleep(milliseconds).then(restart)]);
  return answer;
}

test.each([0, 5, 15])(
  'a server killed %i ms into entering, holding and paying: one hold, one payment',
  async (milliseconds) => {
    const operator = await clientOf('operator', 'operator');
    const concertId = await openConcert(operator, { seats: 2, queue: { maxActive: 1 } });
    const inside = await (await clientOf(`inside ${milliseconds}`)).enter(concertId);
    const client = await clientOf(`mina ${milliseconds}`);
    const entering = client.enter(concertId);
    await through(sleep(50), milliseconds);
    await inside.leave();
    const session = await entering;
    const seats = await session.seats();
    const hold = await through(session.hold(seats.slice(0, 1)), milliseconds);
    const payment = await through(session.pay(hold, { topUp: true }), milliseconds);
    expect(await session.tickets(payment)).toHaveLength(1);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
    expect((await operator.admin.audit.query({ concertId })).ok).toBe(true);
  },
);
