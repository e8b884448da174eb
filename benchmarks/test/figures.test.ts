import { expect, test } from 'vitest';
import type { Answer } from '../src/bench/load/connection.ts';
import { AnswerCheck, isRefusal } from '../src/bench/load/expectation.ts';
import { figuresOf, reachesBar } from '../src/bench/report/figures.ts';
import type { CaseResult, ScenarioResult } from '../src/bench/run-scenario.ts';
import type { Sample } from '../src/bench/scenario.ts';

const answer = (status: number, body: string): Answer => ({
  ...{ status, length: body.length, bytes: () => Buffer.from(body) },
  ...{ body: () => body, headers: () => [] },
});

const sample = (perCall: number, given: Partial<Sample> = {}): Sample => ({
  ...{ calls: 100, seconds: 1, server: perCall * 100, postgres: 0, refused: 0, unexpected: [] },
  ...given,
});

const caseWith = (product: Sample[], floor: Sample[]): CaseResult => ({
  ...{ name: 'a case', floorName: 'a floor', product, floor, latency: null, bar: 0.7 },
});

const scenario = (given: Partial<ScenarioResult> = {}): ScenarioResult => ({
  ...{ name: 'one', about: '', cases: [], costBars: [], memory: null, violations: [], profile: [] },
  ...given,
});

test('an answer of another status, length or body is not expected', () => {
  const expected = {
    status: 200,
    length: [4, 6] as const,
    body: (text: string) => text !== 'wrong',
  };
  for (const wrong of [
    answer(409, 'right'),
    answer(200, 'longer'.repeat(2)),
    answer(200, 'wrong'),
  ]) {
    const check = new AnswerCheck(expected);
    check.note(wrong);
    expect([check.calls, check.unexpected.length]).toEqual([0, 1]);
  }
  const check = new AnswerCheck(expected);
  check.note(answer(200, 'right'));
  expect([check.calls, check.unexpected]).toEqual([1, []]);
});

test('only a refusal of a busy server is a refusal', () => {
  const code = (name: string) => `{"errorCode":"${name}"}`;
  expect(isRefusal(answer(503, code('SERVICE_UNAVAILABLE')))).toBe(true);
  expect(isRefusal(answer(503, 'not from the product'))).toBe(false);
  expect(isRefusal(answer(409, code('SEAT_UNAVAILABLE')))).toBe(false);
});

test('the ratio is the median over the rounds, and both ratios have to reach the bar', () => {
  const rounds = caseWith(
    [sample(100), sample(40), sample(50)],
    [sample(50), sample(40), sample(40)],
  );
  const figures = figuresOf(scenario(), rounds);
  expect(figures.ratio?.byProcessor).toEqual({ median: 0.8, least: 0.5, most: 1 });
  expect(reachesBar(figures)).toBe(true);
  const slow = rounds.product.map((each) => ({ ...each, seconds: 2 }));
  expect(reachesBar(figuresOf(scenario(), caseWith(slow, rounds.floor)))).toBe(false);
});

test('a violated check, an answer that was not expected and a refusal are told apart', () => {
  const good = caseWith([sample(10)], [sample(10)]);
  expect(figuresOf(scenario(), good)).toMatchObject({ faults: [], refused: 0 });
  const violated = figuresOf(scenario({ violations: ['one owner'] }), good);
  expect(violated.faults).toEqual(['the audit found: one owner']);
  const wrong = caseWith([sample(10, { unexpected: ['409'] })], [sample(10)]);
  expect(figuresOf(scenario(), wrong).faults).toEqual(['409']);
  const busy = caseWith([sample(10, { refused: 3 })], [sample(10)]);
  expect(figuresOf(scenario(), busy)).toMatchObject({ faults: [], refused: 3 });
});
