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

type Concert = { concertId: string; performanceId: string; seatIds: string[] };
const nowhere = '01920000-0000-7000-8000-00000000dead';

/** The calls that need a queue token. */
const CALLS: Record<string, (client: Client, concert: Concert) => Promise<unknown>> = {
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

async function codes(client: Client, concert: Concert, names = Object.keys(CALLS)) {
  const found: Record<string, string> = {};
  for (const name of names) {
    const call = CALLS[name] as (typeof CALLS)[string];
    found[name] = (await refusalOf(call(client, concert))).errorCode;
  }
  return found;
}
const all = (code: string, names = Object.keys(CALLS)) =>
  Object.fromEntries(names.map((name) => [name, code]));

/** One user with a pass, one who waits, and one in the pre-queue of another concert. */
async function usersInEachStage(name: string) {
  const concert = await api.world.concertWithSeats({ queue: { maxActive: 1 } });
  const opensAt = new Date(api.world.now.getTime() + 3_600_000);
  const early = await api.world.concertWithSeats({ queue: { opensAt } });
  const pass = await api.visitor(`${name} in`);
  const waiting = await api.visitor(`${name} waits`);
  const prequeue = await api.visitor(`${name} early`);
  await pass.enter(concert.concertId);
  await waiting.enter(concert.concertId);
  await prequeue.enter(early.concertId);
  return { concert, early, pass, waiting, prequeue };
}

describe('a token that is not valid, in any stage of its entry', () => {
  test('no token: QUEUE_TOKEN_REQUIRED', async () => {
    const { concert, waiting } = await usersInEachStage('none');
    expect(await codes(withToken(waiting, ''), concert)).toEqual(all('QUEUE_TOKEN_REQUIRED'));
  });

  test('a forged, shortened or lengthened token: QUEUE_TOKEN_INVALID', async () => {
    const { concert, early, pass, waiting, prequeue } = await usersInEachStage('forged');
    for (const [visitor, at] of [
      [pass, concert],
      [waiting, concert],
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

  test('a token of another user: QUEUE_TOKEN_INVALID', async () => {
    const { concert, early, pass, waiting, prequeue } = await usersInEachStage('stolen');
    const thief = await api.visitor('thief');
    for (const [{ token }, at] of [
      [pass, concert],
      [waiting, concert],
      [prequeue, early],
    ] as const) {
      expect(await codes(withToken(thief, token), at)).toEqual(all('QUEUE_TOKEN_INVALID'));
    }
  });

  test('a pass of another concert: QUEUE_TOKEN_INVALID', async () => {
    const { pass } = await usersInEachStage('elsewhere');
    const other = await api.world.concertWithSeats();
    const names = NEED_A_PASS.filter((name) => name !== 'payment.pay');
    expect(await codes(withToken(pass, pass.token), other, names)).toEqual(
      all('QUEUE_TOKEN_INVALID', names),
    );
  });

  test('signed with a key that was removed: QUEUE_TOKEN_INVALID; with an old key that is still configured: accepted', async () => {
    const { concert, waiting, pass } = await usersInEachStage('rotated');
    const keys = (...secrets: string[]) => startApi({ QUEUE_SECRET: secrets.join() }, api.world);
    const kept = await keys('next:a-secret-of-next-year', 'test:a-secret-of-the-tests');
    const gone = await keys('next:a-secret-of-next-year', 'test:another-one-by-that-name');
    try {
      const headers = ({ bearer, token }: Visitor) => ({
        authorization: `Bearer ${bearer}`,
        'x-queue-token': token,
      });
      const ticket = await kept.client(headers(waiting)).queue.status.query();
      expect(ticket).toMatchObject({ status: 'WAITING', position: 1 });
      expect(ticket.token).toMatch(/^next\./);
      expect(await kept.client(headers(pass)).queue.status.query()).toMatchObject({
        status: 'ACTIVE',
      });
      for (const visitor of [waiting, pass]) {
        expect(await codes(gone.client(headers(visitor)), concert)).toEqual(
          all('QUEUE_TOKEN_INVALID'),
        );
      }
    } finally {
      kept.stop();
      gone.stop();
    }
  });
});

describe('a token of an ended entry', () => {
  const endings: [string, (visitor: Visitor, concert: Concert) => Promise<unknown>][] = [
    ['the user left', ({ client }) => client.queue.leave.mutate()],
    ['the pass expired', async () => api.world.advanceClock(600)],
    [
      'a payment completed the entry',
      async ({ client }, { performanceId, seatIds }) => {
        const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
        const { id } = await client.reservation.hold.mutate(wanted);
        await client.payment.pay.mutate({ reservationId: id, topUp: true });
      },
    ],
  ];
  test.for(endings)('%s: QUEUE_TOKEN_EXPIRED, also after the purge', async ([name, end]) => {
    const { concert, pass } = await usersInEachStage(`over ${name}`);
    const earlier = pass.token;
    await pass.enter(concert.concertId);
    await end(pass, concert);
    for (const token of [pass.token, earlier]) {
      expect(await codes(withToken(pass, token), concert)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
    }
    await api.world.pool.query(
      "delete from queue_entry where status not in ('WAITING', 'PREQUEUE')",
    );
    expect(await codes(withToken(pass, earlier), concert)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
  });

  test('an entry that the user left while waiting: QUEUE_TOKEN_EXPIRED; the token of the next join is accepted', async () => {
    const { concert, early, waiting, prequeue } = await usersInEachStage('left while waiting');
    for (const [visitor, at] of [
      [waiting, concert],
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

describe('a token before its admission and at its end', () => {
  test('before the admission: QUEUE_WAITING with the position; a pass expires at its exact millisecond', async () => {
    const { concert, early, pass, waiting, prequeue } = await usersInEachStage('edges');
    expect(await codes(waiting.client, concert, NEED_A_PASS)).toEqual(
      all('QUEUE_WAITING', NEED_A_PASS),
    );
    expect(await codes(prequeue.client, early, NEED_A_PASS)).toEqual(
      all('QUEUE_WAITING', NEED_A_PASS),
    );
    const refusal = await refusalOf(waiting.client.concert.dates.query(concert));
    expect(refusal.details).toEqual({
      position: 1,
      estimatedWaitSeconds: expect.any(Number),
      pollAfterSeconds: 5,
    });
    const { rows } = await api.world.pool.query<{ admitted: number }>(
      `select (extract(epoch from admitted_at) * 1000)::float8 as admitted from queue_entry
       where user_id = $1 and status = 'ACTIVE'`,
      [pass.user.id],
    );
    const afterAdmission = (seconds: number) =>
      new Date(Number(rows[0]?.admitted) + Math.round(seconds * 1000));
    api.world.now = afterAdmission(59.999);
    await expect(pass.client.concert.dates.query(concert)).resolves.toBeTruthy();
    api.world.now = afterAdmission(600);
    expect(await codes(pass.client, concert)).toEqual(all('QUEUE_TOKEN_EXPIRED'));
  });
});
