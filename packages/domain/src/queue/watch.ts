import type { QueueTicket } from '@frontrow/contract/queue';
import type { DomainContext } from '../kernel/context.ts';
import { DomainError } from '../kernel/errors.ts';
import { perProcess } from '../kernel/per-process.ts';
import { TOKENS_BY_ID, type TokenRow } from './pass.sql.ts';
import { status } from './pass.ts';
import type { QueueTokenClaims } from './queue-token.ts';
import type { Room } from './room.ts';
import { roomsOf } from './rooms.ts';
import { claimsOf, passTicket, ticketAt, ticketOf } from './ticket.ts';

/** How often passes that are watched are looked up, all in one statement. */
const PASSES_MILLISECONDS = 1_000;
/** Watches that are looked at in one go. */
const SLICE = 500;
/** Positions that are told in one round: with ten thousand watches, as many as fall due. */
const MOST_POSITIONS = 500;

/** One open watch. Keeps the last ticket only: a slow reader misses steps, never the end. */
class Watch {
  claims: QueueTokenClaims;
  last: QueueTicket;
  lastAt = performance.now();
  lookedUpAt = 0;
  #next: QueueTicket | null = null;
  #error: unknown = null;
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(claims: QueueTokenClaims, first: QueueTicket) {
    this.claims = claims;
    this.last = first;
  }

  push(ticket: QueueTicket): void {
    this.last = ticket;
    this.lastAt = performance.now();
    this.#next = ticket;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#error = error;
    this.#wake?.();
  }

  /** Its reader is gone. */
  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  /** The next ticket, or null once the reader is gone. */
  async next(): Promise<QueueTicket | null> {
    while (!this.#next && !this.#error && !this.#closed) {
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
    }
    if (this.#closed) return null;
    const ticket = this.#next;
    this.#next = null;
    if (!ticket) throw this.#error;
    return ticket;
  }
}

const comeAgain = () => new DomainError('SERVICE_UNAVAILABLE', { retryAfterSeconds: 1 });

/** Every open watch of this process. */
export class Watches {
  readonly #open = new Set<Watch>();
  #ending = false;

  get size(): number {
    return this.#open.size;
  }

  /**
   * The ticket at once, and again at each change: of the status as soon as the room shows it, of the
   * position as often as it would be polled for.
   */
  async *watch(
    ctx: DomainContext,
    claims: QueueTokenClaims,
    signal: AbortSignal,
  ): AsyncGenerator<QueueTicket> {
    if (this.#ending) throw comeAgain();
    const first = await status(ctx, claims);
    const watch = new Watch(claims, first);
    const close = () => watch.close();
    signal.addEventListener('abort', close, { once: true });
    this.#open.add(watch);
    try {
      yield first;
      while (!signal.aborted) {
        const ticket = await watch.next();
        if (!ticket) return;
        yield ticket;
      }
    } finally {
      this.#open.delete(watch);
      signal.removeEventListener('abort', close);
    }
  }

  /** Sends everybody to another server. */
  end(): void {
    this.#ending = true;
    for (const watch of this.#open) watch.fail(comeAgain());
  }

  /** Looks at all of them, a slice at a time: calls go on in between. */
  async round(ctx: DomainContext): Promise<void> {
    const rooms = roomsOf(ctx);
    const asking: Watch[] = [];
    let positions = MOST_POSITIONS;
    for (const [concertId, watches] of Map.groupBy(this.#open, ({ claims }) => claims.concertId)) {
      for (const slice of slicesOf(watches, SLICE)) {
        const room = rooms.fresh(ctx, concertId) ?? (await rooms.of(ctx, concertId));
        for (const watch of slice) {
          const shown = showPlace(ctx, { room, watch, positions });
          if (shown === 'gone') asking.push(watch);
          if (shown !== 'position') continue;
          positions--;
          // Whoever was told is the last in turn.
          if (this.#open.delete(watch)) this.#open.add(watch);
        }
        await new Promise(setImmediate);
      }
    }
    const time = performance.now();
    const due = asking.filter(({ lookedUpAt }) => time - lookedUpAt >= PASSES_MILLISECONDS);
    for (const slice of slicesOf(due, SLICE)) await lookUp(ctx, slice);
  }
}

function* slicesOf<Item>(items: Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** Tells what changed. Gone: it is a pass by now, or has ended. */
function showPlace(
  ctx: DomainContext,
  { room, watch, positions }: { room: Room; watch: Watch; positions: number },
): 'gone' | 'status' | 'position' | 'same' {
  const { last, claims } = watch;
  const place = last.status === 'ACTIVE' ? null : room.placeOf(claims);
  if (!place) return 'gone';
  const newStatus = place.status !== last.status;
  const due = performance.now() - watch.lastAt >= last.pollAfterSeconds * 1000;
  const moved = due && positions > 0 && place.position !== last.position;
  if (!newStatus && !moved) return 'same';
  watch.push(ticketAt(ctx, { room, claims, place }));
  return newStatus ? 'status' : 'position';
}

async function lookUp(ctx: DomainContext, watches: Watch[]): Promise<void> {
  const ids = watches.map(({ claims }) => claims.tokenId);
  const rows = await ctx.sql.rows<TokenRow>(TOKENS_BY_ID, [ids, ctx.now]);
  const tokens = new Map(rows.map((token) => [token.id, token]));
  const time = performance.now();
  for (const watch of watches) {
    watch.lookedUpAt = time;
    const token = tokens.get(watch.claims.tokenId);
    if (!token?.live) watch.fail(new DomainError('QUEUE_TOKEN_EXPIRED'));
    else if (token.status === 'ACTIVE') await showPass(ctx, watch, token);
    else if (token.status !== watch.last.status) {
      watch.push(await ticketOf(ctx, token, watch.claims));
    }
  }
}

async function showPass(ctx: DomainContext, watch: Watch, token: TokenRow): Promise<void> {
  const room = await roomsOf(ctx).of(ctx, token.concert_id);
  const ticket = passTicket(ctx, { room, claims: claimsOf(token, watch.claims), token });
  const { last } = watch;
  const ends = ticket.activeUntil?.getTime() !== last.activeUntil?.getTime();
  if (last.status !== 'ACTIVE' || ends) watch.push(ticket);
}

export const watchesOf = (ctx: DomainContext): Watches => perProcess(ctx, Watches);
