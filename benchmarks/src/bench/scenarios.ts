import type { Scenario } from './scenario.ts';
import { availability } from './scenarios/availability.ts';
import { chart } from './scenarios/chart.ts';
import { poll } from './scenarios/poll.ts';
import { query } from './scenarios/query.ts';

/** All scenarios, in the order of the table. */
export const SCENARIOS: Scenario[] = [poll, availability, chart, query];
