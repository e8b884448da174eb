import { expect, test } from 'vitest';
import { saleStateOf } from './sale-state.ts';

const at = (minutes: number) => new Date(minutes * 60_000);
const concert = { salesOpenAt: null, salesCloseAt: null, onSale: true };

test.each([
  ['no sale dates', concert, 'OPEN'],
  ['before the opening', { ...concert, salesOpenAt: at(11), onSale: false }, 'SOON'],
  [
    'just opened, with an answer from before',
    { ...concert, salesOpenAt: at(10), onSale: false },
    'OPEN',
  ],
  ['no date ahead', { ...concert, onSale: false }, 'OVER'],
  ['after the close', { ...concert, salesCloseAt: at(10) }, 'OVER'],
])('%s', (_, given, state) => {
  expect(saleStateOf(given, at(10).getTime())).toBe(state);
});
