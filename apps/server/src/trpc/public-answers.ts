import type { ServerResponse } from 'node:http';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import etag from 'etag';
import { LRUCache } from 'lru-cache';
import { compressed, isWorthGzip } from '../http/gzip.ts';

/** An answer that is the same for everybody, as it is sent. */
export interface PublicAnswer {
  body: Buffer;
  tag: string;
  /** Null for one that is too short to be worth it. */
  gzip: { body: Buffer; tag: string } | null;
  cacheControl: string;
}

/** How old an answer may be that another process has changed. Under the second that the contract allows. */
const KEPT_MILLISECONDS = 800;
/** Of an answer that is older, one call makes the next one, while the others still get it. */
const RENEWED_MILLISECONDS = 400;
const MOST_ANSWERS = 1_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** Clients write a URL in one way. Whoever writes it in others gets answers that are made for each call. */
const MOST_URL_CHARACTERS = 500;

interface Kept {
  answer: PublicAnswer;
  renewAt: number;
  /** By `performance.now()`. */
  until: number;
  /** What the catalogue was at. */
  changes: number;
  /** When the passage of time changes the answer, in milliseconds since 1970; null: never. */
  changesAt: number | null;
}

/** When a call began: what has changed since then, its answer may not show. */
export interface Began {
  at: number;
  changes: number;
}

/**
 * Keeps answers that are the same for everybody for less than a second, by their URL. What this process changes is
 * shown by its next answer, and what time changes as soon as it does.
 */
export class PublicAnswers {
  readonly #ctx: Pick<DomainContext, 'catalogue' | 'clock'>;
  readonly #kept = new LRUCache<string, Kept>({
    max: MOST_ANSWERS,
    maxSize: MOST_BYTES,
    sizeCalculation: ({ answer }) => answer.body.length + (answer.gzip?.body.length ?? 0) + 1,
  });

  /** The calls that make an answer, by its URL. */
  readonly #makers = new Map<string, Promise<void>>();

  constructor(ctx: Pick<DomainContext, 'catalogue' | 'clock'>) {
    this.#ctx = ctx;
  }

  /** The answer, if it may still be sent. */
  get(url: string): PublicAnswer | null {
    return this.#current(url)?.answer ?? null;
  }

  /**
   * Whether a call has to make the answer anew. The others wait for the one that does, or get what is kept: else all
   * that come when it ends would make it at the same time.
   */
  isDue(url: string): boolean {
    if (this.#makers.has(url)) return false;
    const kept = this.#current(url);
    return !kept || performance.now() >= kept.renewAt;
  }

  /** A call makes the answer, until it is given to the client, who may take it slowly, or the client has gone. */
  make(url: string, res: ServerResponse): void {
    const ended = new Promise<void>((resolve) => {
      const end = () => {
        this.#makers.delete(url);
        resolve();
      };
      res.once('prefinish', end);
      res.once('close', end);
    });
    this.#makers.set(url, ended);
  }

  /** Resolves when the call that makes the answer has ended. */
  async made(url: string): Promise<void> {
    await this.#makers.get(url);
  }

  /** The first of these times that comes, or has just come; NaN while the database's clock is not known. */
  #nextOf(times: number[]): number {
    const now = this.#ctx.clock.now();
    if (Number.isNaN(now)) return now;
    return Math.min(...times.filter((time) => time > now - KEPT_MILLISECONDS));
  }

  #current(url: string): Kept | null {
    const kept = this.#kept.get(url);
    if (!kept) return null;
    const isCurrent =
      performance.now() < kept.until &&
      kept.changes === this.#ctx.catalogue.changes &&
      (kept.changesAt === null || this.#ctx.clock.now() < kept.changesAt);
    return isCurrent ? kept : null;
  }

  begin(): Began {
    return { at: performance.now(), changes: this.#ctx.catalogue.changes };
  }

  /** @param times of the answer, in milliseconds since 1970: it may change when one of them comes */
  keep(
    url: string,
    answer: PublicAnswer,
    { began, times }: { began: Began; times: number[] },
  ): void {
    if (url.length > MOST_URL_CHARACTERS) return;
    const changesAt = times.length === 0 ? null : this.#nextOf(times);
    this.#kept.set(url, {
      ...{ answer, changes: began.changes, changesAt },
      renewAt: began.at + RENEWED_MILLISECONDS,
      until: began.at + KEPT_MILLISECONDS,
    });
  }
}

export async function publicAnswerOf(text: string, maxAge: number): Promise<PublicAnswer> {
  const body = Buffer.from(text);
  const tag = etag(body);
  // Other bytes have another tag, but mean the same: a client that has either of them has the newest.
  const gzip = isWorthGzip(body)
    ? { body: await compressed(tag, body), tag: `${tag.slice(0, -1)}-gzip"` }
    : null;
  return { body, tag, gzip, cacheControl: `public, max-age=${maxAge}` };
}
