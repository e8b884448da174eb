import { describe, expect, test } from 'vitest';
import { cityOf, formatDay, formatDays, formatDayTime, isSameDay } from './dates.ts';

const SEOUL = 'Asia/Seoul';
const saturday = new Date('2026-12-05T09:00:00Z');
const sunday = new Date('2026-12-06T09:00:00Z');
const january = new Date('2027-01-09T09:00:00Z');
const en = { language: 'en', timezone: SEOUL };
const ko = { language: 'ko', timezone: SEOUL };

describe('dates', () => {
  test('are written as each language does, in the zone of the performance', () => {
    expect(formatDayTime(saturday, en)).toBe('Sat 5 Dec 18:00');
    expect(formatDayTime(saturday, ko)).toBe('12월 5일(토) 18:00');
    expect(formatDay(new Date('2026-12-05T16:00:00Z'), en)).toBe('Sun 6 Dec');
  });

  test('of several days say the month once', () => {
    expect(formatDays(saturday, sunday, en)).toBe('5–6 Dec');
    expect(formatDays(saturday, sunday, ko)).toBe('12월 5일(토)–6일(일)');
    expect(formatDays(saturday, saturday, en)).toBe('Sat 5 Dec');
    expect(formatDays(saturday, january, en)).toBe('Sat 5 Dec – Sat 9 Jan');
  });

  test('are the same day only in one zone', () => {
    const late = new Date('2026-12-05T16:00:00Z');
    expect(isSameDay(saturday, late, en)).toBe(false);
    expect(isSameDay(saturday, late, { language: 'en', timezone: 'UTC' })).toBe(true);
  });

  test('in a zone that the browser does not know are written in UTC, and say so', () => {
    const timezone = 'America/Not_Known_Yet';
    expect(formatDayTime(saturday, { language: 'en', timezone })).toBe('Sat 5 Dec 09:00');
    expect([cityOf(timezone), cityOf(SEOUL)]).toEqual(['UTC', 'Seoul']);
  });
});
