/**
 * Runs all scenarios against a running server, in the order of the sequence diagrams, and prints a line
 * per step.
 * - `fixture.ts` creates the users and concerts of the run.
 * - `scenarios/` has one file per diagram: calls, and what each should answer.
 * - `report.ts` compares, prints and counts.
 */
import { randomBytes } from 'node:crypto';
import { createFixture, type DemoFixture } from './fixture.ts';
import { type Report, StepFailed } from './report.ts';
import { queueToken } from './scenarios/1-queue-token.ts';
import { dates } from './scenarios/2-dates.ts';
import { seats } from './scenarios/3-seats.ts';
import { holdingSeats } from './scenarios/4-hold.ts';
import { balance } from './scenarios/5-balance.ts';
import { charge } from './scenarios/6-charge.ts';
import { payment } from './scenarios/7-payment.ts';
import { releaseOfHolds } from './scenarios/8-release-of-holds.ts';
import { deletionOfTokens } from './scenarios/9-deletion-of-tokens.ts';
import { audit } from './scenarios/audit.ts';
import { seatsOnAChart } from './scenarios/seats-on-a-chart.ts';
import { tickets } from './scenarios/tickets.ts';

type Scenario = (fixture: DemoFixture, report: Report) => Promise<void>;

/** The nine diagrams, then the tickets, a drawn house and the audit. */
const SCENARIOS: [title: string, run: Scenario][] = [
  ['1. 유저 대기열 토큰 기능 · The queue token', queueToken],
  ['2. 콘서트 예약 가능 날짜 조회 · Dates that can be booked', dates],
  ['3. 콘서트 예약 가능 좌석 조회 · Seats that can be booked', seats],
  ['4. 콘서트 좌석 예약 요청 · Holding seats', holdingSeats],
  ['5. 잔액 조회 · The balance', balance],
  ['6. 잔액 충전 · Charging the balance', charge],
  ['7. 결제 · Payment', payment],
  ['8. 콘서트 임시예약 해제 스케줄링 · Release of holds', releaseOfHolds],
  [
    '9. 만료된 토큰 및 예약 완료 토큰 삭제 스케줄링 · Deletion of expired and used tokens',
    deletionOfTokens,
  ],
  ['티켓과 입장 · Tickets and the door', tickets],
  ['좌석 배치도 · Seats on a chart', seatsOnAChart],
  ['감사 · The audit', audit],
];

/** Runs every scenario. One that fails does not prevent the next ones. */
export async function runWalkthrough(url: string, report: Report): Promise<void> {
  const runId = randomBytes(3).toString('hex');
  report.title(`Frontrow: a reservation step by step (run ${runId} at ${url})`);
  const fixture = await attempt(report, () => createFixture(url, runId));
  if (!fixture) return;
  report.note(
    '"Night Bus" has three dates: one sold out, one without seats. One person is admitted at a time.',
  );
  report.note('"Matinee" has one date, which begins in four seconds. Sora holds a seat of it.');
  report.note('✓ is the result that the diagrams show, including errors; ✗ is any other result.');
  for (const [title, run] of SCENARIOS) {
    report.title(title);
    await attempt(report, () => run(fixture, report));
  }
}

async function attempt<Result>(
  report: Report,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StepFailed)) report.unexpectedError(error);
    report.note('The rest of this part is skipped, because it needs that result.');
    return null;
  }
}
