import { describe, expect, test } from 'vitest';
import { timezone } from './timezones.ts';

describe('a time zone', () => {
  test.for([
    'Asia/Seoul',
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Europe/Kyiv',
    'America/New_York',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Pacific/Chatham',
    'Etc/GMT+5',
    'Etc/UTC',
    'UTC',
  ])('%s is taken as it is', (name) => {
    expect(timezone.parse(name)).toBe(name);
  });

  test.for([
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['Asia/Katmandu', 'Asia/Kathmandu'],
    ['Asia/Saigon', 'Asia/Ho_Chi_Minh'],
    ['Europe/Kiev', 'Europe/Kyiv'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['GB', 'Europe/London'],
    ['ROK', 'Asia/Seoul'],
    ['Japan', 'Asia/Tokyo'],
    ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['EST5EDT', 'America/New_York'],
    ['Zulu', 'Etc/UTC'],
  ] as const)('%s is a link and reads %s', ([link, zone]) => {
    expect(timezone.parse(link)).toBe(zone);
  });

  test.for([
    ...['BST', 'IST', 'CST', 'PST', 'KST', 'JST', 'SystemV/PST8PDT', 'Factory', 'localtime'],
    ...[
      'asia/seoul',
      'ASIA/SEOUL',
      'utc',
      'Asia/seoul',
      ' Asia/Seoul',
      'Asia/Seoul ',
      'Asia/Séoul',
    ],
    ...[
      '',
      '+09:00',
      'UTC+9',
      'GMT+9',
      'Seoul',
      'Mars/Olympus',
      'constructor',
      '__proto__',
      'toString',
    ],
    ...['posix/Asia/Seoul', 'right/Asia/Seoul', 'Asia//Seoul', 'Asia/Seoul\0'],
  ])('%j is refused', (name) => {
    expect(timezone.safeParse(name).error?.issues).toMatchObject([
      { message: 'must be an IANA time zone' },
    ]);
  });

  test('a zone of the list is no link', () => {
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = timezone.parse(name);
      expect(timezone.parse(zone)).toBe(zone);
    }
  });
});
