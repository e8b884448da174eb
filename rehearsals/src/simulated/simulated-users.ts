import type { QueueTicket } from '@frontrow/contract/queue';
import { type ApiClient, RefusedError } from '../api-client.ts';
import { buySeat } from '../buy-seat.ts';
import type { ConcertFixture } from '../concert-fixture.ts';
import { createBearer } from '../users.ts';
import { scenarioOf } from './load-plan.ts';

export interface SimulatedUser {
  n: number;
  bearer: string;
  /** The newest queue token. */
  token: string;
  /** The last position that a server returned. */
  position: number;
  joinedInStep: number;
  /** True once the user makes no more calls. */
  done: boolean;
}

/** The users who have joined, by their number, and their calls. */
export class SimulatedUsers {
  readonly all: SimulatedUser[] = [];
  readonly violations: string[] = [];
  polls = 0;
  readonly #api: ApiClient;
  readonly #concert: ConcertFixture;

  constructor(api: ApiClient, concert: ConcertFixture) {
    this.#api = api;
    this.#concert = concert;
  }

  async join(n: number, step: number): Promise<void> {
    const bearer = createBearer(n);
    const ticket = await this.#api.mutate<QueueTicket>('queue.join', { bearer }, [
      { concertId: this.#concert.concertId },
    ]);
    const { token, position } = ticket;
    this.all[n] = { n, bearer, token, position: position ?? 0, joinedInStep: step, done: false };
  }

  /**
   * Polls and checks that the position did not increase. QUEUE_TOKEN_EXPIRED is right only for users
   * who abandon the queue (the claim may expire before this poll) or who are done.
   *
   * @throws RefusedError for every other refusal
   */
  async poll(user: SimulatedUser): Promise<void> {
    this.polls++;
    try {
      const ticket = await this.#api.query<QueueTicket>('queue.status', user);
      const position = ticket.position ?? 0;
      if (position > user.position) {
        this.violations.push(
          `user ${user.n}: the position increased from ${user.position} to ${position}`,
        );
      }
      Object.assign(user, { position, token: ticket.token });
    } catch (error) {
      const expired = error instanceof RefusedError && error.errorCode === 'QUEUE_TOKEN_EXPIRED';
      if (!expired || (scenarioOf(user.n) !== 'abandon' && !user.done)) throw error;
    }
  }

  /** Does what the scenario of an admitted user says. A buyer who finds no seat leaves the pass. */
  async usePass(n: number): Promise<void> {
    const user = this.all[n];
    if (!user) throw new Error(`user ${n} was admitted before it joined`);
    if (user.done) return;
    user.done = true;
    const scenario = scenarioOf(n);
    if (scenario === 'abandon') return;
    if (scenario === 'buy' && (await buySeat(this.#api, { concert: this.#concert, user }))) return;
    await this.leave(user);
  }

  /** Leaves the queue, or the pass once admitted. */
  async leave(user: SimulatedUser): Promise<void> {
    user.done = true;
    await this.#api.mutate('queue.leave', user, [{}]);
  }
}
