import type { AppRouter } from '@frontrow/api/root';
import { houseOf } from '@frontrow/domain/testing/house';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { createTRPCClient, httpLink } from '@trpc/client';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import { type ServerProcess, startServerProcess } from '../../testing/http/server-process.ts';

let world: World;
let servers: ServerProcess[];
beforeAll(async () => {
  world = await createWorld();
  const { url: databaseUrl } = world;
  servers = await Promise.all([0, 1].map(() => startServerProcess({ databaseUrl })));
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const clientOf = (server: ServerProcess | undefined, headers: Record<string, string> = {}) =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${server?.url}/trpc`, transformer: superjson, headers })],
  });

/** A client of a user with a pass of the concert, who calls the n-th server. */
async function enter(name: string, concertId: string, n: number) {
  const server = servers[n % servers.length];
  const { accessToken } = await clientOf(server).session.devSignIn.mutate({ name });
  const authorization = `Bearer ${accessToken}`;
  const { token } = await clientOf(server, { authorization }).queue.join.mutate({ concertId });
  return clientOf(server, { authorization, 'x-queue-token': token });
}

test('64 buyers at once on two server processes get 64 groups of four in a house of 2,000', async () => {
  const rows = Array.from({ length: 40 }, () => `${'.'.repeat(25)}|${'.'.repeat(25)}`);
  const { concertId, performanceId } = await houseOf(world, rows, { holdLimit: 4 });
  const buyers = await Promise.all(
    Array.from({ length: 64 }, (_, n) => enter(`many ${n}`, concertId, n)),
  );
  const wish = { performanceId, quantity: 4 };
  const held = await Promise.all(
    buyers.map(({ reservation }) => reservation.holdBest.mutate(wish)),
  );
  const groups = held.map(({ seats }) => seats.map(({ place }) => place));
  expect(new Set(groups.flat()).size).toBe(256);
  for (const [first = 0, ...others] of groups) {
    expect(others).toEqual([first + 1, first + 2, first + 3]);
    expect(Math.floor((first + 3) / 25)).toBe(Math.floor(first / 25));
  }
});

test('64 buyers at once on two server processes get the last 32 groups, and nobody else is refused', async () => {
  const rows = Array.from({ length: 8 }, () => '....|....|....|....');
  const { concertId, performanceId } = await houseOf(world, rows, { holdLimit: 4 });
  const buyers = await Promise.all(
    Array.from({ length: 64 }, (_, n) => enter(`late ${n}`, concertId, n)),
  );
  const wish = { performanceId, quantity: 4 };
  const outcomes = await Promise.all(
    buyers.map(({ reservation }) => {
      const call = reservation.holdBest.mutate(wish);
      return call.then(
        () => 'held',
        async () => (await refusalOf(call)).errorCode,
      );
    }),
  );
  expect(outcomes.filter((outcome) => outcome === 'held')).toHaveLength(32);
  expect(outcomes.filter((outcome) => outcome === 'NOT_ENOUGH_LEFT')).toHaveLength(32);
});
