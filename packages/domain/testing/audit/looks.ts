import { lookAtChanges } from '../../src/audit/looks/look-at-changes.ts';
import { wholeLook } from '../../src/audit/looks/whole-look.ts';
import type { DomainContext } from '../../src/kernel/context.ts';
import { createPace } from '../../src/kernel/database/pace.ts';

/** The violations that a look found, by the name of the check. */
export type Found = Map<string, object[]>;

async function collect(
  run: (options: {
    pace: ReturnType<typeof createPace>;
    onViolation(check: string, violations: object[]): void;
  }) => Promise<number>,
): Promise<Found & { rows: number }> {
  const found: Found = new Map();
  const onViolation = (check: string, violations: object[]) => {
    found.set(check, [...(found.get(check) ?? []), ...violations]);
  };
  const rows = await run({ pace: createPace({ share: 1 }), onViolation });
  return Object.assign(found, { rows });
}

/** Looks at what has changed since the look before, without pauses. */
export const changesSeen = (ctx: DomainContext) =>
  collect((options) => lookAtChanges(ctx, options));

/** Looks at everything, without pauses. */
export const everythingSeen = (ctx: DomainContext) =>
  collect((options) => wholeLook(ctx, { ...options, everySeconds: 0, hasTime: () => true }));

/** The checks that found something that they had not found before. */
export function newlyFailed(before: Found, after: Found): string[] {
  const texts = (violations: object[] = []) =>
    violations.map((violation) => JSON.stringify(violation));
  return [...after.keys()].filter((check) => {
    const known = new Set(texts(before.get(check)));
    return texts(after.get(check)).some((text) => !known.has(text));
  });
}
