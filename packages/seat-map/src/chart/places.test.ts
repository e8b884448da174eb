import { layoutOf } from '@frontrow/contract/chart/layout';
import { arena } from '@frontrow/database/seeds/venues/arena';
import { club } from '@frontrow/database/seeds/venues/club';
import { theatre } from '@frontrow/database/seeds/venues/theatre';
import { expect, test } from 'vitest';
import { chartOf } from '../../testing/charts/venues.ts';
import { placesOf } from './places.ts';

test.each([
  ['arena', arena],
  ['theatre', theatre],
  ['club', club],
] as const)(
  'the map reads the %s as the server does, so that both find the same best seats',
  (_, drawing) => {
    const here = placesOf(chartOf(drawing()));
    const there = layoutOf(drawing());
    expect(here.distance).toEqual(there.distance);
    expect(here.stretchOf).toEqual(there.stretchOf);
    expect(here.flags).toEqual(there.flags);
    expect(here.sectionOf).toEqual(there.sectionOf);
  },
);
