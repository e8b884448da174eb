import { ADMISSION_LIMITS, ADMISSION_RECORD, FIRST_COME } from './admissions.sql.ts';
import type { AuditCheck } from './audit-check.ts';
import { PLACES_AS_DRAWN, SECTIONS_AS_DRAWN } from './drawings.sql.ts';
import { BALANCES, PAYMENTS } from './money.sql.ts';
import { PLACE_STATES, STANDING_AREAS } from './places.sql.ts';
import { CANCELLED_PERFORMANCES, LINES_AND_TICKETS } from './sales.sql.ts';
import { SEAT_OWNERS } from './seat-owners.sql.ts';

/** Invariants 1 to 4 and 6, in this order, then the places. The names are part of the API. */
export const AUDIT_CHECKS: readonly AuditCheck[] = [
  SEAT_OWNERS,
  BALANCES,
  PAYMENTS,
  LINES_AND_TICKETS,
  CANCELLED_PERFORMANCES,
  ADMISSION_LIMITS,
  ADMISSION_RECORD,
  FIRST_COME,
  PLACE_STATES,
  STANDING_AREAS,
  SECTIONS_AS_DRAWN,
  PLACES_AS_DRAWN,
];
