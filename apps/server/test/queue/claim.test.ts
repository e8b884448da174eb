import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const nowhere = '01920000-0000-7000-8000-00000000dead';

test.for<
  [
    string,
    (visitor: Visitor, concert: { performanceId: string; concertId: string }) => Promise<unknown>,
  ]
>([
  ['a poll', ({ client }) => client.queue.status.query()],
  ['a read', ({ client }, { concertId }) => client.concert.dates.query({ concertId })],
  [
    'a hold that is refused',
    ({ client }, { performanceId }) =>
      refusalOf(client.reservation.hold.mutate({ performanceId, seatIds: [nowhere] })),
  ],
  [
    'a hold with a key that is refused',
    ({ client }, { performanceId }) => {
      const input = { performanceId, seatIds: [nowhere], idempotencyKey: 'refused-hold' };
      return refusalOf(client.reservation.hold.mutate(input));
    },
  ],
  [
    'a payment that is refused',
    ({ client }) => refusalOf(client.payment.pay.mutate({ reservationId: nowhere })),
  ],
  [
    'a payment with a key that is refused',
    ({ client }) => {
      const input = { reservationId: nowhere, idempotencyKey: 'refused-pay' };
      return refusalOf(client.payment.pay.mutate(input));
    },
  ],
  ['a call that needs no queue token but sends it', ({ client }) => client.balance.get.query()],
])('%s claims the pass', async ([name, call]) => {
  const concert = await api.world.concertWithSeats({ queue: { claimSeconds: 10 } });
  const visitor = await api.visitor(`claims by ${name}`);
  await visitor.enter(concert.concertId);
  api.world.advanceClock(9);
  await call(visitor, concert);
  api.world.advanceClock(1);
  expect(await visitor.client.queue.status.query()).toMatchObject({ status: 'ACTIVE' });
});

test('a call of the same user without the token, or of another user with it, does not claim the pass', async () => {
  const concert = await api.world.concertWithSeats({ queue: { claimSeconds: 10 } });
  const visitor = await api.visitor('does not claim');
  const other = await api.visitor('claims for another');
  await visitor.enter(concert.concertId);
  const authorization = `Bearer ${visitor.bearer}`;
  await api.client({ authorization }).balance.get.query();
  const stolen = { authorization: `Bearer ${other.bearer}`, 'x-queue-token': visitor.token };
  await api.client(stolen).balance.get.query();
  api.world.advanceClock(10);
  expect(await refusalOf(visitor.client.queue.status.query())).toMatchObject({
    errorCode: 'QUEUE_TOKEN_EXPIRED',
  });
});
