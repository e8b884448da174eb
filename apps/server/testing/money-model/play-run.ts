import type { World } from '@frontrow/domain/testing/world';
import { keepMessage } from '@frontrow/domain/top-up/messages';
import { StepFailure } from '../property/step-failure.ts';
import { checkBooks, checkSettledBooks } from './books.ts';
import { createRun, type MoneyRun } from './money-run.ts';
import { heal, perform, resolve } from './perform.ts';
import type { RunPlan, Step } from './steps.ts';

/** Longer than the longest pause between two tries. */
const LONG_SECONDS = 90_000;

/**
 * Plays one run with a bank and users of its own, and compares the books after each step. Then the bank
 * answers, every message comes, a person makes every decision, and the books have to be settled.
 *
 * @throws StepFailure with the failed check as its cause
 */
export async function playRun(world: World, plan: RunPlan): Promise<void> {
  const run = await createRun(world);
  for (const [index, step] of plan.steps.entries()) {
    const played = { ...plan, steps: plan.steps.slice(0, index + 1) };
    await labelled(`steps[${index}] failed: ${JSON.stringify(step)}`, played, async () => {
      await performStep(run, step);
      await checkBooks(run);
    });
  }
  await labelled('the books at the end are wrong', plan, async () => {
    await settle(run);
    await checkSettledBooks(run);
  });
}

async function labelled(text: string, played: RunPlan, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new StepFailure(text, played, error);
  }
}

async function performStep(run: MoneyRun, step: Step): Promise<void> {
  if (step.do === 'advanceClock') run.world.advanceClock(step.seconds);
  else if (step.do === 'together') await Promise.all(step.acts.map((act) => perform(run, act)));
  else await perform(run, step);
}

async function settle(run: MoneyRun): Promise<void> {
  heal(run);
  const { bank, mail } = run;
  for (const topUpId of run.atBank()) {
    if (bank.paymentOf(topUpId).status !== 'PROCESSING') continue;
    bank.pay(topUpId);
    mail.push(bank.messageOf(topUpId));
  }
  for (let round = 0; round < 6; round++) {
    // The bank tells of each refund, also of ours.
    const paid = run.atBank().filter((topUpId) => bank.paymentOf(topUpId).paid !== null);
    const refunds = paid.map((topUpId) => bank.refundMessageOf(topUpId));
    for (const message of [...mail.splice(0), ...refunds]) await keepMessage(run.ctx, message);
    run.world.advanceClock(LONG_SECONDS);
    await run.recover();
    await decideAll(run, round);
    if (await isSettled(run)) return;
  }
}

async function isSettled({ world, bank }: MoneyRun): Promise<boolean> {
  const { rows } = await world.pool.query(
    `select from top_up u where u.provider = $1 and (u.ended_at is null or u.attention is not null)
     union all
     select from provider_message where provider = $1 and handled_at is null
     union all
     select from top_up_refund r join top_up u on u.id = r.top_up_id
     where u.provider = $1 and r.status = 'PENDING'`,
    [bank.name],
  );
  return rows.length === 0;
}

/** A person decides whatever needs it; what cannot be credited is refunded, and the other way round. */
async function decideAll(run: MoneyRun, round: number): Promise<void> {
  const filter = { attention: true, limit: 100 };
  const mine = new Set((await run.topUps()).map(({ id }) => id));
  const { items } = await run.services.admin.listTopUps(filter);
  for (const [n, { id }] of items.filter(({ id }) => mine.has(id)).entries()) {
    const outcomes = ['credit', 'refund'] as const;
    const first = outcomes[(n + round) % 2] ?? 'credit';
    const second = first === 'credit' ? 'refund' : 'credit';
    await resolve(run, id, first).catch(() => resolve(run, id, second).catch(() => {}));
  }
}
