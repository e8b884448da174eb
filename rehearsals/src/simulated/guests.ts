import type { QueueTicket } from '@frontrow/contract/queue';
import { type Api, Refused } from '../api.ts';
import { bearerOf } from '../crowd.ts';
import { buySeat, type House } from '../house.ts';
import { planOf } from './line-up.ts';

export interface SimGuest {
  n: number;
  bearer: string;
  token: string;
  position: number;
  joinedInStep: number;
  /** Does no more. */
  done: boolean;
}

/** The crowd as far as it has joined, and what the servers told it. */
export class Guests {
  readonly all: SimGuest[] = [];
  readonly violations: string[] = [];
  polls = 0;
  soldOut = 0;
  readonly #api: Api;
  readonly #house: House;

  constructor(api: Api, house: House) {
    this.#api = api;
    this.#house = house;
  }

  async join(n: number, step: number): Promise<void> {
    const bearer = bearerOf(n);
    const ticket = await this.#api.mutate<QueueTicket>('queue.join', { bearer }, [
      { concertId: this.#house.concertId },
    ]);
    const { token, position } = ticket;
    const guest = { n, bearer, token, position: position ?? 0, joinedInStep: step, done: false };
    this.all[n] = guest;
  }

  /** Looks where a guest stands. A look at a pass claims it: whoever meant to vanish goes then. */
  async poll(guest: SimGuest): Promise<void> {
    this.polls++;
    try {
      const ticket = await this.#api.query<QueueTicket>('queue.status', guest);
      const position = ticket.position ?? 0;
      if (position > guest.position) {
        this.violations.push(`guest ${guest.n} went from ${guest.position} back to ${position}`);
      }
      Object.assign(guest, { position, token: ticket.token });
    } catch (error) {
      const ended = error instanceof Refused && error.errorCode === 'QUEUE_TOKEN_EXPIRED';
      if (!ended || (planOf(guest.n) !== 'vanish' && !guest.done)) throw error;
    }
  }

  /** Does what an admitted guest came for. */
  async act(n: number): Promise<void> {
    const guest = this.all[n];
    if (!guest) throw new Error(`guest ${n} was admitted before it joined`);
    if (guest.done) return;
    guest.done = true;
    const plan = planOf(n);
    if (plan === 'vanish') return;
    if (plan === 'buy') {
      if (await buySeat(this.#api, { house: this.#house, guest })) return;
      this.soldOut++;
    }
    await this.leave(guest);
  }

  async leave(guest: SimGuest): Promise<void> {
    guest.done = true;
    await this.#api.mutate('queue.leave', guest, [{}]);
  }
}
