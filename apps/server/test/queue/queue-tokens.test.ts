import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Api,
  type Client,
  refusalOf,
  startApi,
  type Visitor,
} from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

type House = { concertId: string; performanceId: string; seatIds: string[] };
const nowhere = '01920000-0000-7000-8000-00000000dead';

/** Every call that needs a queue token. */
const CALLS: Record<string, (client: Client, house: House) => Promise<unknown>> = {
  'queue.status': (client) => client.queue.status.query(),
  'queue.leave': (client) => client.queue.leave.mutate(),
  'concert.dates': (client, { concertId }) => client.concert.dates.query({ concertId }),
  'concert.seats': (client, { performanceId }) => client.concert.seats.query({ performanceId }),
  'concert.seatMap': (client, { performanceId }) => client.concert.seatMap.query({ performanceId }),
  'reservation.hold': (client, { performanceId, seatIds }) =>
    client.reservation.hold.mutate({ performanceId, seatIds: seatIds.slice(0, 1) }),
  'payment.pay': (client) => client.payment.pay.mutate({ reservationId: nowhere }),
};
const NEED_A_PASS = Object.keys(CALLS).filter((name) => !name.startsWith('queue.'));

const withToken = ({ bearer }: Visitor, token: string): Client =>
  api.client({ authorization: `Bearer ${bearer}`, ...(token ? { 'x-queue-token': token } : {}) });

async function codes(client: Client, house: House, names = Object.keys(CALLS)) {
  const found: Record<string, string> = {};
  for (const name of names) {
    const call = CALLS[name] as (typeof CALLS)[string];
    found[name] = (await refusalOf(call(client, house))).errorCode;
  }
  return found;
}
const all = (code: string, names = Object.keys(CALLS)) =>
  Object.fromEntries(names.map((name) => [name, code]));

/** One with a pass, one who waits, one who joined before the opening. */
async function standing(name: string) {
  const house = await api.world.house({ queue: { maxActive: 1 } });
  const opensAt = new Date(api.world.now.getTime() + 3_600_000);
  const early = await api.world.house({ queue: { opensAt } });
  const pass = await api.visitor(`${name} in`);
  const waiting = await api.visitor(`${name} waits`);
  const prequeue = await api.visitor(`${name} early`);
  await pass.enter(house.concertId);
  await waiting.enter(house.concertId);
  await prequeue.enter(early.concertId);
  return { house, early, pass, waiting, prequeue };
}

describe('a token that is no good, whatever it was a token of', () => {
  test('none: QUEUE_TOKEN_REQUIRED', async () => {
    const { house, waiting } = await standing('none');
    expect(await codes(withToken(waiting, ''), house)).toEqual(all('QUEUE_TOKEN_REQUIRED'));
  });

  test('forged, cut, or made longer: QUEUE_TOKEN_INVALID', async () => {
    const { house, early, pass, waiting, prequeue } = await standing('forged');
    for (const [visitor, at] of [
      [pass, house],
      [waiting, house],
      [prequeue, early],
    ] as const) {
      const { token } = visitor;
      const [kid, payload, mac] = token.split('.');
      for (const forged of [
        token.slice(0, -1),
        token.slice(1),
        `${token}A`,
        `${kid}.${payload}`,
        `other.${payload}.${mac}`,
        `${kid}.${payload?.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))}.${mac}`,
        'garbage',
      ]) {
        expect(await codes(withToken(visitor, forged), at)).toEqual(all('QUEUE_TOKEN_INVALID'));
      }
    }
  });

  test('another user’s: QUEUE_TOKEN_INVALID', async () => {
    const { house, early, pass, waiting, prequeue } = await standing('stolen');
    const thief = await api.visitor('thief');
    for (const [{ token }, at] of [
      [pass, house],
      [waiting, house],
      [prequeue, early],
    ] as const) {
      expect(await codes(withToken(thief, token), at)).toEqual(all('QUEUE_TOKEN_INVALID'));
    }
  });

  test('a pass of another concert: QUEUE_TOKEN_INVALID', async () => {
    const { pass } = await standing('elsewhere');
    const other = await api.world.house();
    const names = NEED_A_PASS.filter((name) => name !== 'payment.pay');
    expect(await codes(withToken(pass, pass.token), other, names)).toEqual(
      all('QUEUE_TOKEN_INVALID', names),
    );
  });

  test('signed by a key that is gone: QUEUE_TOKEN_INVALID; by an old one that is kept: good', async () => {
    const { house, waiting, pass } = await standing('rotated');
    const keys = (...secrets: string[]) => startApi({ QUEUE_SECRET: secrets.join() }, api.world);
    const kept = await keys('next:a-secret-of-next-year', 'test:a-secret-of-the-tests');
    const gone = await keys('next:a-secret-of-next-year', 'test:another-one-by-that-name');
    try {
      const headers = ({ bearer, token }: Visitor) => ({
        authorization: `Bearer ${bearer}`,
        'x-queue-token': token,
      });
      const place = await kept.client(headers(waiting)).queue.status.query();
      expect(place).toMatchObject({ status: 'WAITING', position: 1 });
      expect(place.token).toMatch(/^next\./);
      expect(await kept.client(headers(pass)).queue.status.query()).toMatchObject({
        status: 'ACTIVE',
      });
      for (const visitor of [waiting, pass]) {
        expect(await codes(gone.client(headers(visitor)), house)).toEqual(
          all('QUEUE_TOKEN_INVALID'),
        );
      }
    } finally {
      kept.stop();
      gone.stop();
    }
  });
});

describe('a token that is over, played again', () => {
  const overs: [string, (visitor: Visitor, house: House) => Promise<unknown>][] = [
    ['left', ({ client }) => client.queue.leave.mutate()],
    ['run out', async () => api.world.pass(600)],
    [
      'used up by a payment',
      async ({ client }, { performanceId, seatIds }) => {
        const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
        const { id } = await client.reservation.hold.mutate(wanted);
        await client.payment.pay.mutate({ reservationId: id, topUp: true });
      },
    ],
  ];
  test.for(overs)('%s: QUEUE_TOKEN_EXPIRED, also once purged', async ([name, end]) => {
    const { house, pass } = await standing(`over ${name}`);
    const earlier = pass.token;
    await pass.enter(house.concertId);
    await end(pass, house);
    for (const token of [pass.token, earlier]) {
      expect(await codes(withToken(pass, token), house)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
    }
    await api.world.pool.query(
      "delete from queue_token where status not in ('WAITING', 'PREQUEUE')",
    );
    expect(await codes(withToken(pass, earlier), house)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
  });

  test('a place that was left: QUEUE_TOKEN_EXPIRED, while the new one is good', async () => {
    const { house, early, waiting, prequeue } = await standing('left place');
    for (const [visitor, at] of [
      [waiting, house],
      [prequeue, early],
    ] as const) {
      const { token, client } = visitor;
      await client.queue.leave.mutate();
      await visitor.enter(at.concertId);
      expect(await codes(withToken(visitor, token), at)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
      await expect(visitor.client.queue.status.query()).resolves.toMatchObject({
        concertId: at.concertId,
      });
    }
  });
});

describe('the edges of time', () => {
  test('before the turn: QUEUE_WAITING with the position; a pass ends at its very instant', async () => {
    const { house, early, pass, waiting, prequeue } = await standing('edges');
    expect(await codes(waiting.client, house, NEED_A_PASS)).toEqual(
      all('QUEUE_WAITING', NEED_A_PASS),
    );
    expect(await codes(prequeue.client, early, NEED_A_PASS)).toEqual(
      all('QUEUE_WAITING', NEED_A_PASS),
    );
    const refusal = await refusalOf(waiting.client.concert.dates.query(house));
    expect(refusal.details).toEqual({
      position: 1,
      estimatedWaitSeconds: null,
      pollAfterSeconds: 5,
    });
    api.world.pass(59.999);
    await expect(pass.client.concert.dates.query(house)).resolves.toBeTruthy();
    api.world.pass(540.001);
    expect(await codes(pass.client, house)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
  });
});
