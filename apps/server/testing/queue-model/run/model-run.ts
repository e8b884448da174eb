import type { QueueTicket } from '@frontrow/contract/queue';
import type { ModelEntry } from '../model/entry.ts';
import { QueueModel } from '../model/queue.ts';
import { TicketHistory } from '../model/ticket-history.ts';
import { type ConcertFixture, initialLimits, PUBLIC_SOURCE } from './concert-fixture.ts';
import { PublishedDraws } from './published-draw.ts';
import type { QueueSettings, RunPlan } from './steps.ts';

/** The state of one run: a real queue, its model, and what the users were told. */
export class ModelRun {
  readonly fixture: ConcertFixture;
  readonly model: QueueModel;
  readonly draws: PublishedDraws;
  /** By user: the history of the newest entry that the user knows. */
  readonly histories = new Map<number, TicketHistory>();
  /** The users who make no calls until their entry has ended. */
  readonly closedPages = new Set<number>();

  constructor(fixture: ConcertFixture, plan: RunPlan) {
    this.fixture = fixture;
    const drawSource = plan.publicSource ? PUBLIC_SOURCE : null;
    this.model = new QueueModel(initialLimits(plan, fixture.clock.date), drawSource);
    this.draws = new PublishedDraws(fixture);
  }

  entryOf({ entryId }: TicketHistory): ModelEntry {
    const entry = this.model.entries.find((other) => other.entryId === entryId);
    if (!entry) throw new Error(`the model has no entry ${entryId}`);
    return entry;
  }

  /** A sale that would close before a new opening closes never. */
  async configure(settings: QueueSettings): Promise<void> {
    const { closesAt } = this.model.limits;
    const opensAt = this.fixture.now + (settings.opensIn ?? 0) * 1000;
    if (settings.opensIn && closesAt !== null && opensAt >= closesAt) await this.moveClose(null);
    Object.assign(this.model.limits, await this.fixture.configure(settings));
  }

  /** Does nothing if the queue would open later. */
  async moveClose(closesIn: number | null): Promise<void> {
    const { fixture, model } = this;
    const closesAt = closesIn === null ? null : fixture.now + closesIn * 1000;
    if (closesAt !== null && (model.limits.opensAt ?? 0) >= closesAt) return;
    await fixture.moveClose(closesAt);
    model.limits.closesAt = closesAt;
  }

  /** Adds the ticket that a user got to the history of its entry. */
  addTicket(user: number, ticket: QueueTicket): void {
    const entryId = this.fixture.entryIdOf(ticket);
    const history = this.histories.get(user);
    if (history?.entryId === entryId) history.add(ticket);
    else this.histories.set(user, new TicketHistory(entryId, [ticket]));
  }

  /** Adds the tickets that a user got from concurrent calls. They may be of different entries. */
  addConcurrentTickets(user: number, tickets: readonly QueueTicket[]): void {
    const known = this.histories.get(user);
    for (const [entryId, [first, ...rest]] of Map.groupBy(tickets, this.fixture.entryIdOf)) {
      if (!first) continue;
      if (known?.entryId === entryId) known.addConcurrent([first, ...rest]);
      else this.histories.set(user, new TicketHistory(entryId, [first, ...rest]));
    }
    const entry = this.model.liveEntryOf(user, this.fixture.now);
    // No answer told the user of the live entry; the user finds it by the next join.
    if (entry && this.histories.get(user)?.entryId !== entry.entryId) this.histories.delete(user);
  }
}
