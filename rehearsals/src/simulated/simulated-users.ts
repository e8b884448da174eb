import type { TicketView } from '@frontrow/contract/queue';
import { type ApiClient, RefusedError } from '../api-client.ts';
import { buySeat, type ConcertFixture } from '../concert-fixture.ts';
import { createBearer } from '../users.ts';
import { scenarioOf } from './load-plan.ts';

export interface SimulatedUser {
  n: number;
  bearer: string;
  token: string;
  position: number;
  joinedInStep: number;
  /** Does no more. */
  done: boolean;
}

/** The crowd as far as it has joined, and what the servers told it. */
export class SimulatedUsers {
  readonly all: SimulatedUser[] = [];
  readonly violations: string[] = [];
  polls = 0;
  soldOut = 0;
  readonly #api: ApiClient;
  readonly #fixture: ConcertFixture;

  constructor(api: ApiClient, fixture: ConcertFixture) {
    this.#api = api;
    this.#fixture = fixture;
  }

  async join(n: number, step: number): Promise<void> {
    const bearer = createBearer(n);
    const ticket = await this.#api.mutate<TicketView>('queue.join', { bearer }, [
      { concertId: this.#fixture.concertId },
    ]);
    const { token, position } = ticket;
    const user = { n, bearer, token, position: position ?? 0, joinedInStep: step, done: false };
    this.all[n] = user;
  }

  /** Looks where a guest stands. A look at a pass claims it: whoever meant to vanish goes then. */
  async poll(user: SimulatedUser): Promise<void> {
    this.polls++;
    try {
      const ticket = await this.#api.query<TicketView>('queue.status', user);
      const position = ticket.position ?? 0;
      if (position > user.position) {
        this.violations.push(`user ${user.n} went from ${user.position} back to ${position}`);
      }
      Object.assign(user, { position, token: ticket.token });
    } catch (error) {
      const ended = error instanceof RefusedError && error.errorCode === 'QUEUE_TOKEN_EXPIRED';
      if (!ended || (scenarioOf(user.n) !== 'vanish' && !user.done)) throw error;
    }
  }

  /** Does what an admitted guest came for. */
  async act(n: number): Promise<void> {
    const user = this.all[n];
    if (!user) throw new Error(`user ${n} was admitted before it joined`);
    if (user.done) return;
    user.done = true;
    const plan = scenarioOf(n);
    if (plan === 'vanish') return;
    if (plan === 'buy') {
      if (await buySeat(this.#api, { fixture: this.#fixture, user })) return;
      this.soldOut++;
    }
    await this.leave(user);
  }

  async leave(user: SimulatedUser): Promise<void> {
    user.done = true;
    await this.#api.mutate('queue.leave', user, [{}]);
  }
}
