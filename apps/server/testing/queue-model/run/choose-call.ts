import { type Call, canPerform } from '../calls/calls.ts';
import type { ModelEntry } from '../model/entry.ts';
import type { ModelRun } from './model-run.ts';
import type { CallStep } from './steps.ts';

/** Makes a call from a step. Null if the chosen user cannot make it or has closed the page. */
export function chooseCall(run: ModelRun, step: CallStep): Call | null {
  const { fixture, model } = run;
  const eligible = step.eligible ? eligibleUsers(run, step.do) : [];
  const user = eligible[step.user % Math.max(1, eligible.length)] ?? step.user;
  if (run.closedPages.has(user) && step.do !== 'admit') return null;
  const history = run.histories.get(user);
  const holds = history ? run.entryOf(history).holds : [];
  const taken = new Set(model.entries.flatMap((entry) => entry.takenSeatIds(fixture.now)));
  const free = fixture.seatIds.filter((seatId) => !taken.has(seatId));
  const call: Call = {
    name: step.do,
    user,
    server: fixture.server(step.server),
    caller: fixture.caller(user),
    concertId: fixture.concertId,
    performanceId: fixture.performanceId,
    token: history?.token(step.firstToken) ?? null,
    seatId: free[step.choice % Math.max(1, free.length)] ?? null,
    hold: holds[step.choice % Math.max(1, holds.length)] ?? null,
  };
  return canPerform(call) ? call : null;
}

/** The users for whom a call makes sense now. */
function eligibleUsers({ model, fixture }: ModelRun, name: CallStep['do']): number[] {
  const { now } = fixture;
  const hasLiveHold = (entry: ModelEntry) => entry.liveHolds(now).length > 0;
  const active = model.entriesIn('ACTIVE', now);
  if (name === 'pay' || name === 'release' || name === 'swap')
    return active.filter(hasLiveHold).map(userOf);
  if (name === 'hold' || name === 'readDates') return active.map(userOf);
  const live = model.entries.filter((entry) => entry.stage(now) !== 'ENDED').map(userOf);
  if (name !== 'join') return live;
  return [...fixture.callers.keys()].filter((user) => !live.includes(user));
}

const userOf = ({ user }: ModelEntry): number => user;
