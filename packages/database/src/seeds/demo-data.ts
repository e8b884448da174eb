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
  /** Prices in minor units. The Korean won has none, so these are won. */
  sections: { name: string; rows: number; seatsPerRow: number; price: number }[];
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
    description: 'Three nights in the round, ten thousand seats each.',
    dates: 3,
    firstInDays: 30,
    sections: [
      { name: 'Floor', rows: 20, seatsPerRow: 50, price: 165_000 },
      { name: 'R', rows: 40, seatsPerRow: 50, price: 154_000 },
      { name: 'S', rows: 70, seatsPerRow: 50, price: 132_000 },
      { name: 'A', rows: 70, seatsPerRow: 50, price: 99_000 },
    ],
  },
  {
    id: demoId(102),
    title: 'Winter Strings',
    artist: 'Seoul Chamber Players',
    venue: 'Namsan Hall',
    description: 'A chamber orchestra, with the lights low.',
    dates: 4,
    firstInDays: 14,
    sections: [
      { name: 'Stalls', rows: 30, seatsPerRow: 28, price: 88_000 },
      { name: 'Balcony', rows: 12, seatsPerRow: 30, price: 55_000 },
    ],
  },
  {
    id: demoId(103),
    title: 'Basement Session',
    artist: 'The Late Trains',
    venue: 'Club Under',
    description: 'Four hundred people, one small stage.',
    dates: 2,
    firstInDays: 7,
    sections: [{ name: 'House', rows: 20, seatsPerRow: 20, price: 44_000 }],
  },
];
