import { expect, test } from 'vitest';
import { Lane, type LaneLimits, type ShedReason, type Waiting } from './lane.ts';

/** A lane, and what became of the requests that were put into it. */
function laneOf(limits: number | Partial<LaneLimits>) {
  const lane = new Lane({
    atOnce: 1,
    least: 1,
    ...(typeof limits === 'number' ? { atOnce: limits } : limits),
  });
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
  const { lane } = laneOf({ atOnce: 40, least: 0.25 });
  lane.pressure = 1;
  expect(lane.atOnce).toBe(10);
  lane.pressure = 0.5;
  expect(lane.atOnce).toBe(25);
  const { lane: small } = laneOf({ least: 0 });
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

test('a burst waits until it is served, in the order in which it came', () => {
  const { lane, log, request } = laneOf(1);
  for (let n = 0; n < 500; n++) {
    expect(lane.arrive(0)).toBe(false);
    lane.add(request(`${n}`, 0));
  }
  // A slow machine serves 60 a second, while others come.
  const order: number[] = [];
  for (let now = 0; now < 9_900; now += 1_000 / 60) {
    if (now % 50 < 1_000 / 60) {
      expect(lane.arrive(now)).toBe(false);
      lane.add(request('other', now));
    }
    const next = lane.takeNext(now);
    if (!next) continue;
    order.push(next.since);
    lane.end(lane.serve(1, now));
  }
  expect(order.length).toBeGreaterThan(590);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(log).toEqual([]);
});

test('nobody waits for more than 10 seconds', () => {
  const { lane, log, request } = laneOf(1);
  lane.serve(1, 0);
  lane.add(request('first', 0));
  lane.add(request('second', 1));
  lane.dropOld(9_999);
  expect(lane.waiting).toBe(2);
  lane.dropOld(10_000);
  expect(log).toEqual(['first waited too long']);
  const { lane: other, log: refusals, request: hurried } = laneOf({ atOnce: 1, longestWait: 50 });
  other.serve(1, 0);
  other.add(hurried('late', 0));
  other.dropOld(50);
  expect(refusals).toEqual(['late waited too long']);
});

test('nobody is refused while nothing is served for some seconds', () => {
  const { lane, log, request } = laneOf(40);
  const served = Array.from({ length: 40 }, () => lane.serve(1, 0));
  let refused = 0;
  for (let now = 0; now < 5_000; now += 5) {
    if (lane.arrive(now)) refused++;
    else lane.add(request('waits', now));
    lane.dropOld(now);
  }
  for (const each of served) lane.end(each);
  expect([refused, ...log]).toEqual([0]);
});

/** Requests that arrive, and that are served, each second. */
function run(lane: Lane, request: ReturnType<typeof laneOf>['request']) {
  let from = 0;
  return (seconds: number, arriving: number, served: number) => {
    const [waits, counts]: [number[], { refused: number }] = [[], { refused: 0 }];
    let [arrivals, services] = [0, 0];
    for (let now = from; now < from + seconds * 1_000; now += 5) {
      for (arrivals += arriving / 200; arrivals >= 1; arrivals--) {
        if (lane.arrive(now)) counts.refused++;
        else lane.add(request('late', now));
      }
      for (services += served / 200; services >= 1; services--) {
        const next = lane.takeNext(now);
        if (!next) continue;
        waits.push(now - next.since);
        lane.end(lane.serve(1, now));
      }
    }
    from += seconds * 1_000;
    return { ...counts, waits };
  };
}

test('a queue that stands is kept as short as what is served soon, as long as more arrive', () => {
  const { lane, log, request } = laneOf(1_000);
  const load = run(lane, request);
  const { waits, refused } = load(5, 400, 100);
  expect(Math.max(...waits)).toBeLessThanOrEqual(750);
  expect(waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.8)]).toBeLessThanOrEqual(400);
  expect(refused + log.length).toBeGreaterThan(1_300);
  expect(lane.retrySeconds).toBe(2);
  // Nothing is forgotten when the queue is empty for a moment.
  load(0.5, 0, 100);
  expect(Math.max(...load(3, 400, 100).waits)).toBeLessThanOrEqual(400);
  load(2, 0, 100);
  const after = log.length;
  const { refused: refusedAfter } = load(5, 70, 100);
  expect([refusedAfter, log.length - after]).toEqual([0, 0]);
});

test('callers who wait for each answer before the next call are not refused', () => {
  const { lane, log, request } = laneOf(1_000);
  for (let n = 0; n < 200; n++) lane.add(request('burst', 0));
  const load = run(lane, request);
  expect([load(20, 100, 100).refused, ...log]).toEqual([0]);
  expect(lane.waiting).toBeGreaterThan(150);
});

test('a request whose client has gone is not served', () => {
  const { lane, log, request } = laneOf(1);
  lane.add(request('gone', 0, { isGone: () => true }));
  lane.add(request('there', 0));
  lane.takeNext(1)?.refuse('queue full');
  expect(log).toEqual(['gone client gone', 'there queue full']);
});

test('callers who wait for their answers are no overload, also if 128 are answered together', () => {
  const { lane, log, request } = laneOf(128);
  const call = (now: number) => {
    expect(lane.arrive(now)).toBe(false);
    lane.add(request('caller', now));
  };
  for (let n = 0; n < 256; n++) call(0);
  let served: ReturnType<Lane['serve']>[] = [];
  for (let now = 0; now < 10_000; now += 90) {
    for (const each of served) lane.end(each);
    // Who was answered calls again, before the next ones begin.
    for (const _ of served) call(now);
    served = [];
    while (lane.takeNext(now)) served.push(lane.serve(1, now));
  }
  expect(served).toHaveLength(128);
  expect(log).toEqual([]);
});
