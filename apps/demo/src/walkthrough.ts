import { randomBytes } from 'node:crypto';
import { queueToken } from './chapters/1-queue-token.ts';
import { dates } from './chapters/2-dates.ts';
import { seats } from './chapters/3-seats.ts';
import { holdingSeats } from './chapters/4-hold.ts';
import { balance } from './chapters/5-balance.ts';
import { charge } from './chapters/6-charge.ts';
import { payment } from './chapters/7-payment.ts';
import { releaseOfHolds } from './chapters/8-release-of-holds.ts';
import { deletionOfTokens } from './chapters/9-deletion-of-tokens.ts';
import { audit } from './chapters/audit.ts';
import { tickets } from './chapters/tickets.ts';
import { CutShort, type Journal } from './journal.ts';
import { type Stage, setStage } from './stage.ts';

type Chapter = (stage: Stage, journal: Journal) => Promise<void>;

/** In the order of the diagrams, then what follows a payment. */
const CHAPTERS: [title: string, play: Chapter][] = [
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
  ['감사 · The audit', audit],
];

/** Plays every chapter against the program; one that cannot go on does not keep the next from it. */
export async function playJourney(url: string, journal: Journal): Promise<void> {
  const run = randomBytes(3).toString('hex');
  journal.title(`Frontrow, the journey of a reservation (run ${run} at ${url})`);
  const stage = await attempt(journal, () => setStage(url, run));
  if (!stage) return;
  journal.note(
    'On sale: "Night Bus", three dates, one sold out, one without seats; one person is let in at a time.',
  );
  journal.note('And "Matinee", whose only date begins in four seconds; Sora holds a seat of it.');
  journal.note('✓ is the outcome that the diagrams ask for, refusals included; ✗ is any other.');
  for (const [title, play] of CHAPTERS) {
    journal.title(title);
    await attempt(journal, () => play(stage, journal));
  }
}

async function attempt<Result>(
  journal: Journal,
  work: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CutShort)) journal.broke(error);
    journal.note('The rest of this part needs what is missing here, and is left out.');
    return null;
  }
}
