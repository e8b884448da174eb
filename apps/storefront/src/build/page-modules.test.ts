import { pageAt } from '@frontrow/pages/build/page-modules.ts';
import { expect, test } from 'vitest';
import { PAGES } from './page-modules.ts';

test.each([
  ['/', 'first'],
  ['/nothing-here', 'first'],
  ['/concerts/1', 'concert'],
  ['/concerts/1/queue', 'queue'],
  ['/concerts/1/dates', 'dates'],
  ['/concerts/1/dates/2', 'seats'],
  ['/concerts/1/checkout', 'checkout'],
  ['/tickets/1', 'tickets'],
  ['/reservations', 'reservations'],
] as const)('at %s the page %s is preloaded', (path, name) => {
  expect(pageAt(PAGES, path)).toBe(name);
});
