import { ENTRIES_RECORDED } from '../admissions.sql.ts';
import type { UnitCheck } from '../audit-check.ts';
import { PLACES_OF_PERFORMANCES, SECTIONS_OF_PERFORMANCES } from '../drawings.sql.ts';
import { BALANCES_OF_USERS, PAYMENTS_OF_RESERVATIONS } from '../money.sql.ts';
import { AREAS_OF_PERFORMANCES, BLOCKED_OF_RESERVATIONS, STATES_OF_SEATS } from '../places.sql.ts';
import { LEFT_OF_PERFORMANCES, LINES_OF_RESERVATIONS } from '../sales.sql.ts';
import { OWNERS_OF_RESERVATIONS, OWNERS_OF_SEATS } from '../seat-owners.sql.ts';
import { CREDITED_OF_USERS, RETURNED_OF_USERS } from '../top-up-checks.sql.ts';
import { RECORD_OF_CONCERTS, WAITING_OF_CONCERTS } from './concerts.sql.ts';

/**
 * The same invariants by units, for the looks. What concerns admissions beside one another is checked by
 * record/record.sql.ts, and open top-ups as a whole.
 */
export const UNIT_CHECKS: readonly UnitCheck[] = [
  BALANCES_OF_USERS,
  CREDITED_OF_USERS,
  RETURNED_OF_USERS,
  OWNERS_OF_RESERVATIONS,
  PAYMENTS_OF_RESERVATIONS,
  LINES_OF_RESERVATIONS,
  BLOCKED_OF_RESERVATIONS,
  OWNERS_OF_SEATS,
  STATES_OF_SEATS,
  LEFT_OF_PERFORMANCES,
  AREAS_OF_PERFORMANCES,
  SECTIONS_OF_PERFORMANCES,
  PLACES_OF_PERFORMANCES,
  ENTRIES_RECORDED,
  RECORD_OF_CONCERTS,
  WAITING_OF_CONCERTS,
];
