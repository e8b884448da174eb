import { isDeepStrictEqual } from 'node:util';
import type { QueueTicket } from '@frontrow/contract/queue';
import { poll } from '@frontrow/domain/testing/token-holder';
import { expect } from 'vitest';
import { comparable } from '../calls/comparison.ts';
import { outcomeOf, withToken } from '../calls/servers.ts';
import { expectedTicket } from '../model/predictions.ts';
import { stallIn, violationsIn } from '../rows/invariants.ts';
import { readRows } from '../rows/queue-rows.ts';
import type { ModelRun } from './model-run.ts';

/**
 * Reads the entry of every user on every server, with first and newest tokens. The answers must be the
 * model's and no worse than the user's earlier answers. Then checks the invariants on the rows.
 *
 * All servers but the last one have just refreshed their replicas, as a server does every 150 ms. So
 * polls are answered both from memory and after a read. A read that waits until all servers show an entry
 * moves the clock, and a pass can end meanwhile: these reads do not claim it, as the calls of users do.
 */
export async function assertAgrees(run: ModelRun): Promise<void> {
  const { fixture, model, histories } = run;
  await run.draws.noteSeedHash(model.round);
  await refreshReplicas(run);
  const { now } = fixture;
  const reads = [...histories].flatMap(([user, history]) =>
    fixture.servers.map(async (server, index) => {
      const token = history.token((user + index) % 2 === 0);
      const { claims } = withToken(server, fixture.caller(user), token);
      const status = poll(server.services, claims).then((ticket) => ({ ticket }));
      return { user, history, server: index, outcome: await outcomeOf(status) };
    }),
  );
  const outcomes = await Promise.all(reads);
  for (const { user, history, server, outcome } of outcomes) {
    const [expected, expectedNow] = [now, fixture.now].map((at) =>
      expectedTicket(model, run.entryOf(history), at),
    );
    const told = comparable(outcome);
    const hasEnded = isDeepStrictEqual(told, expectedNow);
    expect(told, `the ticket of user ${user} on server ${server}`).toEqual(
      hasEnded ? expectedNow : expected,
    );
    if ('code' in outcome) run.closedPages.delete(user);
    else {
      history.add(outcome.ticket);
      assertPollInterval(run, outcome.ticket);
    }
  }
  const rows = await readRows(fixture.world.pool, fixture.concertId);
  expect(violationsIn(rows)).toEqual([]);
}

async function refreshReplicas({ fixture }: ModelRun): Promise<void> {
  for (const { ctx } of fixture.servers.slice(0, -1)) {
    const { replicas } = ctx.queue;
    await replicas.getUpToDate(ctx, fixture.concertId);
    await replicas.refresh(ctx);
    expect(replicas.peekUpToDate(ctx, fixture.concertId)).not.toBeNull();
  }
}

/** Right after an admission nobody may wait while there is a free pass (invariant 7). */
export async function assertNoStall({ fixture, model }: ModelRun): Promise<void> {
  const { now } = fixture;
  const { maxActive, admitPerMinute, paused } = model.limits;
  if (paused || !model.isOpen(now) || model.isSaleClosed(now)) return;
  const rows = await readRows(fixture.world.pool, fixture.concertId);
  expect(stallIn(rows, { maxActive, admitPerMinute, now })).toBeNull();
}

/** A user who polls at the told interval polls at least twice before a pass expires unclaimed. */
function assertPollInterval({ model }: ModelRun, { pollAfterSeconds }: QueueTicket): void {
  const { claimSeconds, activeSeconds } = model.limits;
  expect(pollAfterSeconds).toBeGreaterThanOrEqual(1);
  expect(pollAfterSeconds * 2).toBeLessThanOrEqual(Math.min(claimSeconds, activeSeconds));
}

/** Every server's statistics must be the model's counts, which include purged entries. */
export async function assertStatistics({ fixture, model }: ModelRun): Promise<void> {
  const { now } = fixture;
  const ended = model.entries.filter((entry) => entry.stage(now) === 'ENDED');
  const countEnded = (reason: 'COMPLETED' | 'LEFT' | null) =>
    ended.filter((entry) => entry.ended === reason).length;
  const inPendingDraw = model.pendingDraws
    .flatMap(({ entrants }) => entrants)
    .filter((entry) => entry.stage(now) !== 'ENDED');
  const prequeue = model.entriesIn('PREQUEUE', now).length - inPendingDraw.length;
  const waiting = model.entriesIn('WAITING', now).length + inPendingDraw.length;
  const closed = model.isSaleClosed(now);
  const expected = {
    prequeue: closed ? 0 : prequeue,
    waiting: closed ? 0 : waiting,
    active: model.entriesIn('ACTIVE', now).length,
    completed: countEnded('COMPLETED'),
    expired: countEnded(null),
    left: countEnded('LEFT') + (closed ? prequeue + waiting : 0),
    admittedPerMinute: model.admissionTimes.filter((at) => at > now - 60_000).length,
  };
  for (const { services } of fixture.servers) {
    expect(await services.admin.queueStats(fixture.concertId)).toMatchObject(expected);
  }
}

export async function assertAuditPasses({ fixture }: ModelRun): Promise<void> {
  const { concertId } = fixture;
  expect(await fixture.server(0).services.admin.audit({ concertId })).toMatchObject({ ok: true });
}
