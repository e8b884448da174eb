import { setTimeout as sleep } from 'node:timers/promises';
import { cloneDatabase } from '@frontrow/database/testing/database';
import { createFrontrowClient } from '@frontrow/sdk';
import {
  type ServerProcess,
  startServerProcess,
} from '@frontrow/server/testing/http/server-process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { createConcert } from '../../testing/sale/sale.ts';

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

/** Kills the server and starts another one on the same port. */
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

/** Restarts the server some milliseconds after a call began; returns the call's answer. */
async function withRestart<T>(call: Promise<T>, milliseconds: number): Promise<T> {
  const [answer] = await Promise.all([call, sleep(milliseconds).then(restart)]);
  return answer;
}

test.each([0, 5, 15])(
  'a server killed %i ms after the start of entering, holding and paying: one hold, one payment',
  async (milliseconds) => {
    const operator = await clientOf('operator', 'operator');
    const concertId = await createConcert(operator, { seats: 2, queue: { maxActive: 1 } });
    const admitted = await (await clientOf(`pass holder ${milliseconds}`)).enter(concertId);
    const client = await clientOf(`mina ${milliseconds}`);
    const entering = client.enter(concertId);
    await withRestart(sleep(50), milliseconds);
    await admitted.leave();
    const session = await entering;
    const seats = await session.seats();
    const hold = await withRestart(session.hold(seats.slice(0, 1)), milliseconds);
    const payment = await withRestart(session.pay(hold, { topUp: true }), milliseconds);
    expect(await session.tickets(payment)).toHaveLength(1);
    expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
    expect((await operator.admin.audit.query({ concertId })).ok).toBe(true);
  },
);
