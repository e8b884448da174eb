import { expect, test } from 'vitest';
import { Lane, type ShedReason, type Waiting } from './lane.ts';

/** A lane, and what became of the requests that were put into it. */
function laneOf(atOnce: number, least = 1) {
  const lane = new Lane({ atOnce, least });
  const log: string[] = [];
  const request = (name: string, since: number, more: Partial<Waiting> = {}): Waiting => ({
    ...{ since, calls: 1, isGone: () => false, start() {} },
    refuse: (reason: ShedReason) => void log.push(`${name} ${reason}`),
    ...more,
  });
  return { lane, log, request };
}

test('serves as many calls as it may, a batch that is larger alone', () => {
  const { lane } = laneOf(4);
  const batch = lane.serve(3, 0);
  expect(lane.hasRoom(1)).toBe(true);
  expect(lane.hasRoom(2)).toBe(false);
  expect(lane.hasRoom(100)).toBe(false);
  lane.end(batch);
  expect(lane.hasRoom(100)).toBe(true);
});

test('serves less under pressure, and one at any rate', () => {
  const { lane } = laneOf(40, 0.25);
  lane.pressure = 1;
  expect(lane.atOnce).toBe(10);
  lane.pressure = 0.5;
  expect(lane.atOnce).toBe(25);
  const { lane: small } = laneOf(1, 0);
  small.pressure = 1;
  expect(small.atOnce).toBe(1);
});

test('a request that is served for 2 seconds no longer counts', () => {
  const { lane } = laneOf(1);
  const served = lane.serve(1, 0);
  lane.endLeases(1_999);
  expect(lane.hasRoom(1)).toBe(false);
  lane.endLeases(2_000);
  expect(lane.hasRoom(1)).toBe(true);
  expect(lane.end(served)).toBe(false);
  expect(lane.inService).toBe(0);
});

test('a burst waits for up to 2 seconds, in the order in which it came', () => {
  const { lane, log, request } = laneOf(1);
  const served = lane.serve(1, 0);
  for (let n = 0; n < 500; n++) {
    expect(lane.arrive(0)).toBe(false);
    lane.add(request(`${n}`, 0));
  }
  lane.dropOld(1_500);
  expect(lane.waiting).toBe(500);
  lane.end(served);
  const first = lane.takeNext(1_500);
  first?.refuse('client gone');
  expect(log).toEqual(['0 client gone']);
  lane.dropOld(2_000);
  expect(lane.waiting).toBe(0);
  expect(log).toContain('499 waited too long');
});

test('a queue that stands is kept as short as what is served soon', () => {
  const { lane, log, request } = laneOf(1_000);
  let refused = 0;
  // 100 a second are served and 400 arrive.
  for (let now = 0; now < 5_000; now += 10) {
    for (let n = 0; n < 4; n++) {
      if (lane.arrive(now)) refused++;
      else lane.add(request('late', now));
    }
    const next = lane.takeNext(now);
    if (!next) continue;
    lane.end(lane.serve(1, now));
    if (now > 2_500) expect(now - next.since).toBeLessThanOrEqual(500);
  }
  expect(lane.waiting).toBeLessThanOrEqual(32);
  expect(refused + log.length).toBeGreaterThan(1_300);
  expect(lane.retrySeconds).toBe(2);
});

test('a request whose client has gone is not served', () => {
  const { lane, log, request } = laneOf(1);
  lane.add(request('gone', 0, { isGone: () => true }));
  lane.add(request('there', 0));
  lane.takeNext(1)?.refuse('queue full');
  expect(log).toEqual(['gone client gone', 'there queue full']);
});
