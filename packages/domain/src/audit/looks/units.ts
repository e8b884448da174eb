import type { Unit } from '../audit-check.ts';
import type { Kind } from './changed-rows.sql.ts';

/** Ids by kind, each once. */
export class Units {
  readonly #ids = new Map<Kind, Set<string>>();

  add(kind: Kind, ids: readonly string[] | null | undefined): void {
    if (!ids?.length) return;
    const known = this.#ids.get(kind) ?? new Set();
    for (const id of ids) known.add(id);
    this.#ids.set(kind, known);
  }

  addAll(row: Partial<Record<Kind, readonly string[] | null>>, kinds: readonly Kind[]): void {
    for (const kind of kinds) this.add(kind, row[kind]);
  }

  /** In the order of the ids: those of rows that were written together are together. */
  of(kind: Kind | Unit): string[] {
    return [...(this.#ids.get(kind) ?? [])].sort();
  }

  get size(): number {
    return [...this.#ids.values()].reduce((sum, ids) => sum + ids.size, 0);
  }

  clear(): void {
    this.#ids.clear();
  }
}

/** From one time to another, in microseconds, both included. */
export interface Times {
  first: number;
  last: number;
}

/** Joins times that overlap or touch. */
export function joined(times: readonly Times[]): Times[] {
  const result: Times[] = [];
  for (const { first, last } of times.toSorted((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before && first <= before.last + 1) before.last = Math.max(before.last, last);
    else result.push({ first, last });
  }
  return result;
}
