import { randomUUID } from 'node:crypto';
import type { CreateConcertInput } from '@frontrow/contract/concert';
import { keyRing, type SigningKey } from '@frontrow/domain/kernel/key-ring';
import { purgeQueueEntries } from '@frontrow/domain/queue/purge/purge';
import type { Bank } from '@frontrow/domain/testing/bank';
import type { World } from '@frontrow/domain/testing/world';
import type { Api, Client } from '../http/api.ts';

/** The keys of the queue tokens: the first signs, so a token with the second one's `kid` is forged. */
export const QUEUE_KEYS: [SigningKey, SigningKey] = [
  { kid: 'matrix', secret: 'the-first-secret-of-the-matrix-0123456789' },
  { kid: 'matrix-old', secret: 'the-second-secret-of-the-matrix-9876543210' },
];
export const OWNER_EXTERNAL_ID = 'owner #1/é';

/** A concert with one performance, and what the owner has of it. */
export interface Sale {
  concertId: string;
  performanceId: string;
  seatIds: string[];
  /** What `queue.join` answered; empty if nobody joined. */
  token: string;
  /** A reservation of the owner, or an id that nobody has. */
  reservationId: string;
}

/** The people and things that the calls of the matrix are about. Times stand still once it is built. */
export interface Stage {
  api: Api;
  users: Record<'owner' | 'other' | 'service' | 'deleted' | 'deletedService' | 'unknown', string>;
  sales: Record<SaleName, Sale>;
  paymentId: string;
  ticket: { ticketId: string; code: string };
  /** A top-up of the owner that has ended. */
  topUpId: string;
  /** What the calls refund, delete, cancel, release and resolve. */
  expendable: {
    paymentId: string;
    userId: string;
    performanceId: string;
    reservationId: string;
    topUpId: string;
    topUpInAttention: string;
  };
  /** Signs with the keys of the server, for tokens of other shapes. */
  ring: ReturnType<typeof keyRing>;
}

/** By what became of the owner's entry; `other` and `deleted` are entries of other users. */
export type SaleName =
  | 'active'
  | 'elsewhere'
  | 'admittedSince'
  | 'waiting'
  | 'prequeue'
  | 'closed'
  | 'expired'
  | 'left'
  | 'paid'
  | 'purged'
  | 'other'
  | 'deleted';

interface Person {
  id: string;
  client: Client;
  enter(sale: Sale): Promise<Client>;
}

/** @param bank the payment provider of the server, which pays at once */
export async function buildStage(api: Api, bank: Bank): Promise<Stage> {
  const { world } = api;
  const person = async (id: string): Promise<Person> => {
    const authorization = `Bearer ${await api.bearer({ sub: id })}`;
    const client = api.client({ authorization });
    return {
      id,
      client,
      async enter(sale) {
        sale.token = (await client.queue.join.mutate({ concertId: sale.concertId })).token;
        const entered = api.client({ authorization, 'x-queue-token': sale.token });
        // The first call claims the pass.
        await entered.queue.status.query();
        return entered;
      },
    };
  };
  const operator = await world.caller('operator', 'operator');
  const created = { name: 'Owner', externalId: OWNER_EXTERNAL_ID };
  const owner = await person((await world.services.admin.createUser(operator, created)).id);
  const other = await person((await world.user('Other')).id);
  const deleted = await person((await world.user('Deleted')).id);
  const deletedService = await world.user('Deleted service', 'service');

  const past = await buildPastSales(world, owner);
  const present = await buildPresentSales(world, owner);
  const others = { other: await newSale(world), deleted: await newSale(world) };
  const visitor = await other.enter(others.other);
  await reserveTwice(visitor, others.other);
  await deleted.enter(others.deleted);
  for (const { id } of [deleted, deletedService]) {
    await world.services.admin.deleteUser(operator, { userId: id });
  }

  const paid = await buy(owner, present.paid);
  const { items } = await owner.client.payment.tickets.query({ paymentId: paid });
  const [ticket] = items;
  if (!ticket) throw new Error('the payment has no ticket');
  return {
    api,
    users: {
      owner: owner.id,
      other: other.id,
      service: (await world.user('Service', 'service')).id,
      deleted: deleted.id,
      deletedService: deletedService.id,
      unknown: randomUUID(),
    },
    sales: { ...past, ...present, ...others },
    paymentId: paid,
    ticket,
    topUpId: await topUpOf(owner),
    expendable: {
      paymentId: await buy(owner, await newSale(world)),
      userId: (await world.user('Expendable')).id,
      performanceId: (await newSale(world)).performanceId,
      reservationId: await holdIn(owner, await newSale(world)),
      // Of somebody who pays for nothing, so that its money is still there.
      topUpId: await topUpOf(await person((await world.user('Saver')).id)),
      topUpInAttention: await topUpInAttentionOf(owner, bank),
    },
    ring: keyRing('queue-token', QUEUE_KEYS),
  };
}

const HOUR = 3_600;

/** Entries that ended by the passage of time. The clock moves meanwhile. */
async function buildPastSales(world: World, owner: Person) {
  const [purged, expired] = [await newSale(world), await newSale(world)];
  await (await owner.enter(purged)).queue.leave.mutate();
  world.advanceClock(2 * HOUR);
  await purgeQueueEntries(world.ctx, { retentionSeconds: HOUR, batch: 100 });

  await reserve(await owner.enter(expired), expired);
  const salesCloseAt = new Date(world.now.getTime() + 60_000);
  const closed = await newSale(world, { salesCloseAt, queue: { maxActive: 0 } });
  await owner.enter(closed);
  world.advanceClock(HOUR);
  return { purged, expired, closed };
}

async function buildPresentSales(world: World, owner: Person) {
  const active = await newSale(world);
  const inside = await owner.enter(active);
  await reserveTwice(inside, active);
  const elsewhere = await newSale(world);
  await owner.enter(elsewhere);

  const admittedSince = await newSale(world, { queue: { maxActive: 0 } });
  const admitted = await owner.enter(admittedSince);
  await world.configureQueue(admittedSince.concertId, { maxActive: 5 });
  await world.admit(admittedSince.concertId);
  await reserveTwice(admitted, admittedSince);

  const waiting = await newSale(world, { queue: { maxActive: 0 } });
  await owner.enter(waiting);
  const salesOpenAt = new Date(world.now.getTime() + HOUR * 1000);
  const prequeue = await newSale(world, { salesOpenAt });
  await owner.enter(prequeue);
  const left = await newSale(world);
  const leaver = await owner.enter(left);
  await reserve(leaver, left);
  await leaver.queue.leave.mutate();
  const paid = await newSale(world);
  return { active, elsewhere, admittedSince, waiting, prequeue, left, paid };
}

async function newSale(world: World, concert: Partial<CreateConcertInput> = {}): Promise<Sale> {
  const made = await world.concertWithSeats(concert);
  return { ...made, token: '', reservationId: randomUUID() };
}

async function reserve(client: Client, sale: Sale, at = 0): Promise<string> {
  const { performanceId, seatIds } = sale;
  const input = { performanceId, seatIds: seatIds.slice(at, at + 1) };
  sale.reservationId = (await client.reservation.hold.mutate(input)).id;
  return sale.reservationId;
}

/** The pass outlives the payment of one hold, since the other is live. */
async function reserveTwice(client: Client, sale: Sale): Promise<void> {
  for (const at of [1, 0]) await reserve(client, sale, at);
  // The first look after a change numbers it; later ones change nothing.
  await client.concert.seatMap.query({ performanceId: sale.performanceId });
}

const holdIn = async (owner: Person, sale: Sale): Promise<string> =>
  reserve(await owner.enter(sale), sale);

/** Returns the id of the payment. */
async function buy(owner: Person, sale: Sale): Promise<string> {
  const client = await owner.enter(sale);
  const reservationId = await reserve(client, sale);
  return (await client.payment.pay.mutate({ reservationId, topUp: true })).id;
}

const topUpOf = async ({ client }: Person): Promise<string> =>
  (await client.balance.startTopUp.mutate({ amount: 1_000 })).id;

/** The customer has paid another amount. */
async function topUpInAttentionOf({ client }: Person, bank: Bank): Promise<string> {
  bank.paysAtOnce = false;
  const { id: topUpId } = await client.balance.startTopUp.mutate({ amount: 1_000 });
  bank.paysAtOnce = true;
  bank.pay(topUpId, { amount: 900 });
  await client.balance.topUp.query({ topUpId });
  return topUpId;
}
