import type { Unit } from '../audit-check.ts';
import type { Look } from './look.ts';
import { UNIT_CHECKS } from './unit-checks.ts';
import type { Units } from './units.ts';

/** The most units that a statement checks at once, so that it takes tens of milliseconds. */
const BATCH: Record<Unit, number> = {
  ...{ user: 500, reservation: 500, seat: 2_000, entry: 2_000, concert: 100 },
  performance: 50,
};
/** A performance of the largest house is checked alone. */
const MOST_PLACES = 20_000;

const PLACES = {
  name: 'audit-places-of-performances',
  text: `select id, seats_total::int as places from performance where id = any($1::uuid[]) order by id`,
};

/** Runs the checks of some units. A batch in which one finds something becomes a finding. */
export async function checkUnits(look: Look, units: Units): Promise<void> {
  for (const unit of Object.keys(BATCH) as Unit[]) {
    const checks = UNIT_CHECKS.filter((check) => check.unit === unit);
    for (const ids of await batchesOf(look, unit, units.of(unit))) {
      if (!(await look.passes(checks, unit, [ids]))) look.findings.push({ unit, ids, times: null });
    }
  }
}

async function batchesOf(look: Look, unit: Unit, ids: string[]): Promise<string[][]> {
  const batches: string[][] = [];
  if (unit !== 'performance') {
    for (let n = 0; n < ids.length; n += BATCH[unit]) batches.push(ids.slice(n, n + BATCH[unit]));
    return batches;
  }
  if (ids.length === 0) return batches;
  let room = 0;
  for (const { id, places } of await look.read<{ id: string; places: number }>(PLACES, [ids])) {
    const batch = batches.at(-1);
    if (batch && batch.length < BATCH.performance && places <= room) batch.push(id);
    else {
      batches.push([id]);
      room = MOST_PLACES;
    }
    room -= places;
  }
  return batches;
}
