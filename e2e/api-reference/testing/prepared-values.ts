import { setTimeout as sleep } from 'node:timers/promises';
import type { StripeStandIn } from '@frontrow/payment-providers/testing/stripe-stand-in';
import type { Client } from '@frontrow/server/testing/http/api';
import type { Live } from '@frontrow/server/testing/http/live';

/** Values of the examples' variables, such as `CONCERT_ID`. */
export type Values = Record<string, string>;

const POLL_MILLISECONDS = 100;
const SECTIONS = [{ name: 'Floor', rows: 2, seatsPerRow: 5, price: 50_000 }];
let users = 0;

/**
 * Prepares the values that one example needs, in a sale of its own: a concert on sale, a user who is
 * admitted, and as far as needed a hold, a payment and a ticket of that user.
 */
export class Preparation {
  readonly #live: Live;
  /** The procedure of the example. */
  readonly #path: string;
  readonly #stripe: StripeStandIn;
  readonly #known = new Map<string, Promise<string>>();
  readonly #name: string;

  /** @param stripe the payment provider, if the server has it and not the sandbox */
  constructor(live: Live, { path, stripe }: { path: string; stripe: StripeStandIn }) {
    this.#live = live;
    this.#path = path;
    this.#stripe = stripe;
    users += 1;
    this.#name = `mina ${users}`;
  }

  async values(names: readonly string[]): Promise<Values> {
    const values: Values = {};
    for (const name of names) values[name] = await this.#value(name);
    return values;
  }

  #value(name: string): Promise<string> {
    const known = this.#known.get(name) ?? this.#prepare(name);
    this.#known.set(name, known);
    return known;
  }

  async #prepare(name: string): Promise<string> {
    switch (name) {
      case 'URL':
        return this.#live.server.url;
      case 'TOKEN':
        return this.#path.startsWith('admin.')
          ? bearerIn(await this.#operatorHeaders())
          : this.#value('USER_TOKEN');
      case 'USER_TOKEN':
        return bearerIn(await this.#live.signIn(this.#name));
      case 'EXTERNAL_ID':
        return `shop ${this.#name}`;
      case 'USER_ID':
        return (await (await this.#user()).session.me.query()).id;
      case 'CONCERT_ID':
        return this.#concert();
      case 'PERFORMANCE_ID':
        return this.#performance();
      case 'QUEUE_TOKEN': {
        const concertId = await this.#concertOnSale();
        return (await (await this.#user()).queue.join.mutate({ concertId })).token;
      }
      case 'SEAT_ID':
        return this.#seat();
      case 'RESERVATION_ID': {
        const performanceId = await this.#value('PERFORMANCE_ID');
        const seatIds = [await this.#value('SEAT_ID')];
        return (await (await this.#buyer()).reservation.hold.mutate({ performanceId, seatIds })).id;
      }
      case 'CHART_ID': {
        const chart = {
          ...{ width: 100, height: 100, focus: [50, 0] as [number, number] },
          sections: [{ name: 'Pit', category: 'Standing', kind: 'GENERAL' as const, capacity: 10 }],
        };
        const made = { name: 'A club', chart };
        return (await (await this.#operator()).admin.createChart.mutate(made)).chartId;
      }
      case 'PAYMENT_ID': {
        const reservationId = await this.#value('RESERVATION_ID');
        const buyer = await this.#buyer();
        return (await buyer.payment.pay.mutate({ reservationId, topUp: true })).id;
      }
      case 'TOPUP_ID':
        return (await (await this.#user()).balance.startTopUp.mutate({ amount: 10_000 })).id;
      case 'TOPUP_IN_ATTENTION':
        return this.#topUpInAttention();
      case 'TICKET_CODE':
        return (await this.#ticket()).code;
      case 'TICKET_ID':
        return (await this.#ticket()).ticketId;
      default:
        throw new Error(`e2e/api-reference/testing/prepared-values.ts does not know $${name}`);
    }
  }

  async #concert(): Promise<string> {
    const { admin } = await this.#operator();
    if (this.#path === 'admin.publishDrawValue') return this.#concertWithDraw();
    const concert = await admin.createConcert.mutate({ title: 'T', artist: 'A', venue: 'V' });
    return concert.id;
  }

  async #concertOnSale(): Promise<string> {
    await this.#value('PERFORMANCE_ID');
    return this.#value('CONCERT_ID');
  }

  async #performance(): Promise<string> {
    const { admin } = await this.#operator();
    const performance = await admin.createPerformance.mutate({
      concertId: await this.#value('CONCERT_ID'),
      startsAt: new Date(Date.now() + 86_400_000),
      sections: SECTIONS,
    });
    return performance.performanceId;
  }

  async #seat(): Promise<string> {
    const performanceId = await this.#value('PERFORMANCE_ID');
    const { items } = await (await this.#buyer()).concert.seats.query({ performanceId });
    return defined(items[0]).id;
  }

  async #ticket(): Promise<{ ticketId: string; code: string }> {
    const paymentId = await this.#value('PAYMENT_ID');
    const { items } = await (await this.#user()).payment.tickets.query({ paymentId });
    return defined(items[0]);
  }

  /** A top-up whose customer paid another amount. */
  async #topUpInAttention(): Promise<string> {
    const { balance } = await this.#user();
    const { id: topUpId } = await balance.startTopUp.mutate({ amount: 10_000 });
    await this.#stripe.customer.pay(this.#stripe.sessionOf(topUpId).id, { amount: 9_000 });
    while ((await balance.topUp.query({ topUpId })).attention === null) {
      await sleep(POLL_MILLISECONDS);
    }
    return topUpId;
  }

  /** A concert whose draw has its final list and waits for the public value. */
  async #concertWithDraw(): Promise<string> {
    const { admin, queue } = await this.#operator();
    const opensAt = new Date(Date.now() + 3_600_000);
    const { id: concertId } = await admin.createConcert.mutate({
      ...{ title: 'T', artist: 'A', venue: 'V' },
      queue: { opensAt, drawSource: 'a public beacon' },
    });
    await (await this.#user()).queue.join.mutate({ concertId });
    await admin.configureQueue.mutate({ concertId, opensAt: new Date() });
    while ((await queue.draw.query({ concertId })).entrantsHash === null) {
      await sleep(POLL_MILLISECONDS);
    }
    return concertId;
  }

  #operator = async (): Promise<Client> => this.#live.client(await this.#operatorHeaders());

  #operatorHeaders = () => this.#live.signIn(`operator of ${this.#name}`, 'operator');

  #user = async (): Promise<Client> => this.#live.client(await this.#userHeaders());

  async #buyer(): Promise<Client> {
    const headers = await this.#userHeaders();
    return this.#live.client({ ...headers, 'x-queue-token': await this.#value('QUEUE_TOKEN') });
  }

  async #userHeaders(): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await this.#value('USER_TOKEN')}` };
  }
}

const bearerIn = ({ authorization = '' }: Record<string, string>): string =>
  authorization.slice('Bearer '.length);

function defined<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the list is empty');
  return value;
}
