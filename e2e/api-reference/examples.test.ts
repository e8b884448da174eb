import { appRouter } from '@frontrow/api/root';
import type { ProcedureMeta } from '@frontrow/api/trpc';
import {
  type StripeStandIn,
  startStripeStandIn,
} from '@frontrow/payment-providers/testing/stripe-stand-in';
import { type Live, startLive } from '@frontrow/server/testing/http/live';
import superjson, { type SuperJSONResult } from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { settingsFor } from '../testing/sale/stripe-sale.ts';
import { type PageExample, readExamples, variablesIn } from './testing/pages.ts';
import { Preparation } from './testing/prepared-values.ts';
import { runCurl } from './testing/run-curl.ts';
import { type SdkPrograms, sdkVariables, writeSdkPrograms } from './testing/sdk-programs.ts';

const examples = readExamples();
const STREAMS = ['queue.watch', 'concert.watchAvailability'];
/** Whose top-ups wait for the customer. The sandbox of the others needs nobody. */
const AT_STRIPE = [
  'balance.startTopUp',
  'balance.topUp',
  'balance.cancelTopUp',
  'admin.listTopUps',
  'admin.resolveTopUp',
];

let live: Live;
let liveAtStripe: Live;
let stripe: StripeStandIn;
let programs: SdkPrograms;
beforeAll(async () => {
  live = await startLive({ TOPUP: 'provider' });
  stripe = await startStripeStandIn();
  liveAtStripe = await startLive(settingsFor(stripe));
  programs = await writeSdkPrograms(examples);
});
afterAll(async () => {
  await programs.remove();
  await live.close();
  await liveAtStripe.close();
  await stripe.close();
});

const prepare = ({ path }: PageExample, variables: string[]) =>
  new Preparation(AT_STRIPE.includes(path) ? liveAtStripe : live, { path, stripe }).values(
    variables,
  );

/** Fails unless the answer fits the procedure's output schema and has no other field. */
function expectOutput(path: string, answer: unknown): void {
  const procedures: Record<string, unknown> = appRouter._def.procedures;
  const { _def } = procedures[path] as { _def: { output?: unknown; meta?: ProcedureMeta } };
  const schema = _def.output ?? _def.meta?.plain ?? _def.meta?.events;
  if (!(schema instanceof z.ZodType)) throw new Error(`${path} has no output schema`);
  expect(schema.parse(answer)).toEqual(answer);
}

describe('the examples of docs/api', () => {
  test('are there for every procedure', () => {
    const paths = examples.map(({ path }) => path).sort();
    expect(paths).toEqual(Object.keys(appRouter._def.procedures).sort());
    for (const { curl, sdk } of examples) expect([curl, sdk]).not.toContain('');
  });

  test('of the SDK compile', async () => {
    expect(await programs.compile()).toBe('');
  });

  test.each(examples)('$path: the curl example succeeds', async (example) => {
    const values = await prepare(example, variablesIn(example.curl));
    const body = JSON.parse(await runCurl(example.curl, values));
    const data: SuperJSONResult = STREAMS.includes(example.path) ? body : body.result?.data;
    expect(data, JSON.stringify(body)).toBeDefined();
    expectOutput(example.path, superjson.deserialize(data));
  });

  test.each(examples)('$path: the SDK example succeeds', async (example) => {
    const answer = await programs.run(example.path, await prepare(example, sdkVariables(example)));
    if (example.path === 'queue.watch') expect(answer).toEqual(['ACTIVE', null]);
    else if (STREAMS.includes(example.path))
      expect(answer).toEqual([expect.stringMatching(/^A+$/)]);
    else expectOutput(example.path, answer);
  });
});
