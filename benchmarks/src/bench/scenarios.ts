import type { Scenario } from './scenario.ts';
import { availability } from './scenarios/availability.ts';
import { chart } from './scenarios/chart.ts';
import { holdBest } from './scenarios/hold-best.ts';
import { holds } from './scenarios/holds.ts';
import { join } from './scenarios/join.ts';
import { journey } from './scenarios/journey.ts';
import { payments } from './scenarios/payments.ts';
import { poll } from './scenarios/poll.ts';
import { query } from './scenarios/query.ts';
import { stampede } from './scenarios/stampede.ts';
import { sweep } from './scenarios/sweep.ts';
import { watches } from './scenarios/watches.ts';

/** All scenarios, in the order of the table. */
export const SCENARIOS: Scenario[] = [
  ...[poll, join, availability, chart, query],
  ...[holds, holdBest, payments, journey],
  ...[stampede, sweep, watches],
];
