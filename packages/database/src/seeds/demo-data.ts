import type { Drawing } from '@frontrow/contract/chart/drawing';
import { arena } from './venues/arena.ts';
import { club } from './venues/club.ts';
import { theatre } from './venues/theatre.ts';

export interface DemoConcert {
  id: string;
  title: string;
  artist: string;
  venue: string;
  description: string;
  /** The number of performances in the future. */
  dates: number;
  /** Days from the first seeding to the first performance. */
  firstInDays: number;
  chart: { id: string; draw: () => Drawing };
  orphanRule: 'off' | 'refuse';
  /** By category, in minor units. The Korean won has none, so these are won. */
  prices: Record<string, number>;
}

const demoId = (n: number) => `01920000-0000-7000-8000-${String(n).padStart(12, '0')}`;

export const DEMO_USERS = [
  { id: demoId(1), name: 'operator', role: 'operator' as const },
  { id: demoId(2), name: 'mina', role: 'customer' as const },
  { id: demoId(3), name: 'jun', role: 'customer' as const },
];

export const DEMO_CONCERTS: DemoConcert[] = [
  {
    id: demoId(101),
    title: 'Aurora Lines: Final Tour',
    artist: 'Aurora Lines',
    venue: 'Hangang Arena',
    description: 'Three nights, eighteen thousand seats each.',
    dates: 3,
    firstInDays: 30,
    chart: { id: demoId(201), draw: arena },
    orphanRule: 'off',
    prices: { Floor: 165_000, 'Lower tier': 132_000, 'Upper tier': 99_000 },
  },
  {
    id: demoId(102),
    title: 'Winter Strings',
    artist: 'Seoul Chamber Players',
    venue: 'Namsan Hall',
    description: 'A chamber orchestra, with the lights low.',
    dates: 4,
    firstInDays: 14,
    chart: { id: demoId(202), draw: theatre },
    orphanRule: 'refuse',
    prices: { Stalls: 88_000, Circle: 55_000, Boxes: 66_000 },
  },
  {
    id: demoId(103),
    title: 'Basement Session',
    artist: 'The Late Trains',
    venue: 'Club Under',
    description: 'Seven hundred people, one small stage.',
    dates: 2,
    firstInDays: 7,
    chart: { id: demoId(203), draw: club },
    orphanRule: 'off',
    prices: { Standing: 44_000, Platform: 44_000, Balcony: 55_000 },
  },
];
