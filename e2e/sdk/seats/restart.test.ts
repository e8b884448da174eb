import { cloneDatabase } from '@frontrow/database/testing/database';
import { createFrontrowClient, type LiveAvailability } from '@frontrow/sdk';
import {
  type ServerProcess,
  startServerProcess,
} from '@frontrow/server/testing/http/server-process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openHouse } from '../../testing/sale/house.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

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

async function clientOf(name: string, role?: 'operator') {
  const { url } = server;
  const { accessToken } = await createFrontrowClient({ url, auth: null }).session.devSignIn.mutate({
    name,
    role,
  });
  return createFrontrowClient({ url, auth: accessToken });
}

test.each(['kill', 'stop'] as const)(
  'the seats go on after a server that was ended by `%s`, and nothing is told that has not changed',
  async (end) => {
    const house = await openHouse(await clientOf('operator', 'operator'));
    const session = await (await clientOf(`watches, ${end}`)).enter(house.concertId);
    const other = await (await clientOf(`holds, ${end}`)).enter(house.concertId);
    const seen: LiveAvailability[] = [];
    void (async () => {
      for await (const state of session.availability(house.performanceId)) seen.push(state);
    })().catch(() => {});
    await other.hold({ places: [0] }, house);
    await vi.waitFor(() => expect(seen.at(-1)?.places).toBe('HAAAAA----'), WAIT);
    const before = seen.length;

    const PORT = new URL(server.url).port;
    await server[end]();
    server = await startServerProcess({ databaseUrl: database.url, env: { PORT } });
    await other.hold({ places: [3] }, house);
    await vi.waitFor(() => expect(seen.at(-1)?.places).toBe('HAAHAA----'), WAIT);
    expect(seen.slice(before).map(({ changed }) => changed)).toEqual([[3]]);
    await session.leave();
  },
);
