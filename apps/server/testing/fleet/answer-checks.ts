import type { QueueRows, TokenFacts } from '../queue-model/run/rows.ts';
import type { Diary } from './visitor.ts';

/** A change is on every server within this, by the contract. */
const FRESH_MILLISECONDS = 1_000;
/** What the clocks of this process and the database, one and the same, may round differently. */
const ROUNDING_MILLISECONDS = 2;

/** Until when somebody stood in the line. */
const stoodUntil = ({ admittedAt, endedAt }: TokenFacts): number =>
  admittedAt ?? endedAt ?? Number.POSITIVE_INFINITY;

/** Positions that visitors were told, which were not those of any moment that they may have been of. */
export function wrongPositions({ tokens }: QueueRows, diary: Diary): string[] {
  const known = new Map(tokens.map((token) => [token.id, token]));
  const waiters = new Set(tokens.filter((token) => token.admittedAt === null).map(({ id }) => id));
  const leftAt = new Map(
    diary.left
      .filter(({ tokenId }) => waiters.has(tokenId))
      .map(({ tokenId, answeredAt }) => [tokenId, answeredAt]),
  );
  return diary.heard.flatMap(({ tokenId, askedAt, answeredAt, position }) => {
    const { number, entry } = known.get(tokenId) ?? { number: 0, entry: null };
    const inFront = tokens.filter((token) => (token.number ?? 0) <= (number ?? 0));
    const least = inFront.filter(
      (token) =>
        token.number !== null &&
        token.joinedAt <= answeredAt &&
        stoodUntil(token) > answeredAt + ROUNDING_MILLISECONDS,
    ).length;
    const most = inFront.filter(
      (token) =>
        // Those who left the list of a draw count for those behind it, as long as it is not drawn.
        (token.number === null && entry === null) ||
        (stoodUntil(token) > askedAt - FRESH_MILLISECONDS &&
          (leftAt.get(token.id) ?? askedAt) >= askedAt),
    ).length;
    if (position >= least && position <= most) return [];
    const times = `${askedAt % 100_000} to ${answeredAt % 100_000}`;
    return [`number ${number} was told ${position}, which was ${least} to ${most} then (${times})`];
  });
}

/** Joins that were answered before another one was begun, and got a higher number. */
export function overtaken({ tokens }: QueueRows, { joined }: Diary): string[] {
  const numberOf = new Map(
    tokens.filter(({ entry }) => entry === null).map(({ id, number }) => [id, number]),
  );
  const numbered = joined.flatMap((join) => {
    const number = numberOf.get(join.tokenId);
    return number ? [{ ...join, number }] : [];
  });
  return numbered.flatMap((first) =>
    numbered
      .filter((later) => later.askedAt > first.answeredAt && later.number < first.number)
      .map((later) => `${later.number} joined after ${first.number} had its place`),
  );
}
