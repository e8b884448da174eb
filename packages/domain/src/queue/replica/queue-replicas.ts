import { notAfterNow } from '../../kernel/clock.ts';
import type { DomainContext } from '../../kernel/context.ts';
import { DomainError, unavailable } from '../../kernel/errors.ts';
import { inParallel } from '../../kernel/in-parallel.ts';
import type { DrawResultCache } from '../draw/draw-result-cache.ts';
import { type ConcertFailures, concernsAll } from '../failures/concert-failures.ts';
import { type ChangedRow, ChangeReader } from './change-reader.ts';
import { batchesOf, readReplicas, type WaitingQueue } from './load-replicas.ts';
import type { QueueReplica } from './queue-replica.ts';
import * as statements from './replica.sql.ts';
import { StaleEntries } from './stale-entries.ts';

/*
 * Every server keeps a copy (replica) of each queue that it is asked about. One statement every 150 ms,
 * and one after each notification, reads what the change log has new for all of them. A poll of a user
 * who waits is then answered from memory.
 *
 * All servers show a change 450 ms after its timestamp, by the database's clock, which each server
 * follows. A replica that has not been read up to that point queries first; that is the only case in
 * which a poll of a waiting user waits for a statement. Answers that are newer than the visible state
 * (a new entry's position, a departure) either carry a ceiling in the token or wait until it is visible.
 */

/** In milliseconds, from the timestamp of a change until all servers show it. */
const VISIBILITY_DELAY_MS = 450;
/** The longest time from a change's timestamp to its commit; both happen in one round trip. */
const COMMIT_SLACK_MS = 200;
/** The oldest state that is shown when reading takes longer than it should. */
const MAX_STALENESS_MS = 900;
/** How long a token is looked up in the database after the replica was found to be behind for it. */
const STALE_ENTRY_MS = 2 * VISIBILITY_DELAY_MS;
const UNUSED_MS = 15 * 60_000;
/** For so long after somebody asked for a replica, others may ask too. */
const ASKED_MS = 5_000;
const MAX_ATTEMPTS = 3;
/** Loads that run at the same time at the start. */
const LOADS_AT_ONCE = 2;

/** The in-memory replicas of all queues that this process was asked about. */
export class QueueReplicas {
  readonly #replicas = new Map<string, { replica: QueueReplica; usedAt: number }>();
  readonly #loading = new Map<string, Promise<QueueReplica>>();
  readonly staleEntries = new StaleEntries(STALE_ENTRY_MS);
  readonly #computingDraws = new Set<string>();
  readonly #drawResults: DrawResultCache;
  readonly #failures: ConcertFailures;
  #refreshing: Promise<void> | null = null;
  readonly #changes = new ChangeReader();
  /** The steps of the database's clock that the replicas have followed, in milliseconds. */
  #clockSteps = 0;
  #reader: DomainContext | null = null;
  /** By `performance.now()`. */
  #askedAt = Number.NEGATIVE_INFINITY;

  /** Whether all queues where somebody waited at the start of this process have been loaded, if they can be. */
  ready = false;

  constructor(drawResults: DrawResultCache, failures: ConcertFailures) {
    this.#drawResults = drawResults;
    this.#failures = failures;
  }

  /** Reads on the connections of this context from now on, so that busy calls do not delay a read. */
  readWith(ctx: DomainContext): void {
    this.#reader = ctx;
  }

  /**
   * Loads every queue where somebody waits, so that no poll has to wait for a load: many in one statement, and one by
   * one where that fails. Queues that cannot be loaded are left out.
   */
  async loadAll(ctx: DomainContext): Promise<void> {
    const queues = await ctx.sql.rows<WaitingQueue>(statements.QUEUES_WITH_WAITING, []);
    const missing = queues.filter(({ concert_id: id }) => !this.#replicas.has(id));
    await inParallel(batchesOf(missing), LOADS_AT_ONCE, (ids) => this.#loadBatch(ctx, ids));
    const loaded = Math.max(...this.all.map(({ loadedAsOf }) => loadedAsOf));
    await this.waitUntilVisible(ctx, loaded);
    await this.refresh(ctx);
    this.ready = true;
  }

  async #loadBatch(ctx: DomainContext, concertIds: string[]): Promise<void> {
    const load = async () => {
      for (const replica of await readReplicas(ctx, concertIds)) this.#keep(ctx, replica);
    };
    const [concertId] = concertIds;
    if (concertId !== undefined && concertIds.length === 1) {
      await this.#failures.attempt(ctx, { work: 'load', concertId }, load);
      return;
    }
    try {
      await load();
    } catch (error) {
      if (concernsAll(error)) throw error;
      for (const id of concertIds) await this.#loadBatch(ctx, [id]);
    }
  }

  /**
   * The replica, showing all that must be visible by now. Queries only if it has to.
   *
   * @throws CONCERT_NOT_FOUND, SERVICE_UNAVAILABLE if it could not be read for 0.9 seconds
   */
  async getUpToDate(ctx: DomainContext, concertId: string): Promise<QueueReplica> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const current = this.peekUpToDate(ctx, concertId);
      if (current) return current;
      // A replica that was just loaded is ahead of the others until its load becomes visible.
      const { loadedAsOf } = await this.getOrLoad(ctx, concertId);
      await this.waitUntilVisible(ctx, loadedAsOf);
      if (!this.peekUpToDate(ctx, concertId)) await this.refresh(ctx);
    }
    const replica = this.#ifNewerThan(ctx, concertId, MAX_STALENESS_MS);
    if (replica) return replica;
    throw unavailable(null, 'NOT_DONE');
  }

  /** The same without a query; null if one is needed. */
  peekUpToDate(ctx: DomainContext, concertId: string): QueueReplica | null {
    return this.#ifNewerThan(ctx, concertId, VISIBILITY_DELAY_MS);
  }

  /** Shows what must be visible; null if the state that can be shown is older than `age` milliseconds. */
  #ifNewerThan(ctx: DomainContext, concertId: string, age: number): QueueReplica | null {
    const { clock } = ctx;
    this.#askedAt = performance.now();
    this.#followClock(ctx);
    const known = this.#replicas.get(concertId);
    if (!known) return null;
    const { replica } = known;
    const now = clock.now();
    const visibleTo = Math.min(now - VISIBILITY_DELAY_MS, replica.asOf - COMMIT_SLACK_MS);
    if (!(visibleTo >= now - age && visibleTo >= replica.loadedAsOf)) return null;
    known.usedAt = this.#askedAt;
    replica.noteActivity();
    replica.showUpTo(visibleTo);
    return replica;
  }

  /** The replica as it was last read. Enough for settings; positions need `getUpToDate`. */
  async getOrLoad(ctx: DomainContext, concertId: string): Promise<QueueReplica> {
    const known = this.#replicas.get(concertId);
    const replica = known?.replica ?? (await this.#load(ctx, concertId));
    if (known) known.usedAt = performance.now();
    replica.noteActivity();
    return replica;
  }

  /**
   * The replica, read up to three times until its latest state includes this change. It may lack the
   * change if the reads were too slow; a position is then too high and never too low.
   */
  async waitForSeq(ctx: DomainContext, concertId: string, seq: number): Promise<QueueReplica> {
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const replica = await this.getOrLoad(ctx, concertId);
      if (replica.row.seq >= seq) return replica;
      await this.readLatest(ctx);
    }
    return this.getOrLoad(ctx, concertId);
  }

  /** Resolves once every server shows a change with this timestamp. */
  waitUntilVisible({ clock }: DomainContext, at: number): Promise<void> {
    return clock.sleepUntil(notAfterNow(clock, at) + VISIBILITY_DELAY_MS);
  }

  /** Reads everything that was committed before this call. */
  async readLatest(ctx: DomainContext): Promise<void> {
    await this.#refreshing?.catch(() => {});
    await this.refresh(ctx);
  }

  /** Reads what is new in all queues. Calls that come while it runs share one read. */
  refresh(ctx: DomainContext): Promise<void> {
    this.#refreshing ??= this.#refresh(this.#reader ?? ctx).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** Whether somebody asked for a replica in the last seconds. If not, the next one who asks may wait for a read. */
  get isAsked(): boolean {
    return performance.now() - this.#askedAt < ASKED_MS;
  }

  /** The replicas that this process has. */
  get all(): QueueReplica[] {
    return [...this.#replicas.values()].map(({ replica }) => replica);
  }

  async #refresh(ctx: DomainContext): Promise<void> {
    const asked = performance.now();
    this.#forget(asked);
    const replicas = this.all;
    if (replicas.length === 0) return;
    const read = await this.#changes.read(ctx, this.#replicas);
    if (!read) return;
    ctx.clock.addReading(read.readAt, { asked, answered: read.answeredAt });
    this.#followClock(ctx);
    const readAt = notAfterNow(ctx.clock, read.readAt);
    const changed = new Map(read.changed.map((row) => [row.concert_id, row]));
    for (const replica of replicas) {
      const { concertId } = replica;
      const row = changed.get(concertId);
      const asOf = row && notAfterNow(ctx.clock, row.as_of);
      if (!row || asOf === undefined) replica.unchangedAsOf(readAt);
      else if (!this.#applied(ctx, replica, { ...row, as_of: asOf })) this.#reload(ctx, concertId);
    }
    this.#computeDraws(ctx);
  }

  /** Drops replicas that were not used for 15 minutes, and marks that have expired. */
  #forget(now: number): void {
    for (const [id, { usedAt }] of this.#replicas) {
      if (usedAt < now - UNUSED_MS) this.#replicas.delete(id);
    }
    this.staleEntries.forget(now);
  }

  /**
   * If the database's clock has stepped, all times that are kept move with it: what this process shows goes on as if it
   * had not.
   */
  #followClock({ clock, log }: DomainContext): void {
    const step = clock.steps.sum - this.#clockSteps;
    if (step === 0) return;
    this.#clockSteps = clock.steps.sum;
    for (const replica of this.all) replica.moveTimes(step);
    log.error({ seconds: step / 1_000 }, 'the clock of the database has stepped');
  }

  /** Applies what was read of one queue. False: it has to be loaded again. */
  #applied(ctx: DomainContext, replica: QueueReplica, { changes, ...row }: ChangedRow): boolean {
    const latest = row.as_of + COMMIT_SLACK_MS;
    // A change of the time before the clock stepped back seems to lie in the future.
    const seen = (changes ?? []).map((change) => ({ ...change, at: Math.min(change.at, latest) }));
    try {
      return replica.applyChanges(row, seen, ctx.settings.pollsPerSecond);
    } catch (error) {
      this.#failures.note(ctx, 'load', { concertId: replica.concertId, error });
      return false;
    }
  }

  #reload(ctx: DomainContext, concertId: string): void {
    this.#replicas.delete(concertId);
    this.#failures
      .attempt(ctx, { work: 'load', concertId }, () => this.#load(ctx, concertId))
      .catch(() => {});
  }

  #load(ctx: DomainContext, concertId: string): Promise<QueueReplica> {
    const running = this.#loading.get(concertId);
    if (running) return running;
    const loading = this.#read(this.#reader ?? ctx, concertId).finally(() => {
      this.#loading.delete(concertId);
    });
    this.#loading.set(concertId, loading);
    return loading;
  }

  async #read(ctx: DomainContext, concertId: string): Promise<QueueReplica> {
    const [replica] = await readReplicas(ctx, [concertId]);
    if (!replica) throw new DomainError('CONCERT_NOT_FOUND');
    return this.#keep(ctx, replica);
  }

  #keep(ctx: DomainContext, replica: QueueReplica): QueueReplica {
    this.#followClock(ctx);
    this.#failures.noteSuccess(ctx, 'load', replica.concertId);
    this.#replicas.set(replica.concertId, { replica, usedAt: performance.now() });
    return replica;
  }

  /** Starts computing the results of revealed draws; a replica shows them when they are done. */
  #computeDraws(ctx: DomainContext): void {
    for (const { replica } of this.#replicas.values()) {
      if (replica.row.draws.length === 0) continue;
      for (const { round } of replica.drawsWithoutResult) {
        const { concertId } = replica;
        const key = `${concertId} ${round}`;
        if (this.#computingDraws.has(key)) continue;
        this.#computingDraws.add(key);
        this.#failures
          .attempt(ctx, { work: 'draw', concertId }, async () => {
            const { places } = await this.#drawResults.get(ctx, concertId, round);
            this.#replicas.get(concertId)?.replica.setDrawResult(round, places);
          })
          .catch(() => {})
          .finally(() => this.#computingDraws.delete(key));
      }
    }
  }
}
