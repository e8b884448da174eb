// @vitest-environment browser-parts

import { createFrontrowClient } from '@frontrow/sdk';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createElement, type FunctionComponent } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type ExampleGlobals,
  type Examples,
  writeExamples,
} from '../../testing/readme/examples.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { openStripeSale, type StripeSale } from '../../testing/sale/stripe-sale.ts';
import '../../testing/react/async-timeout.ts';

let sale: Sale;
let examples: Examples;
beforeAll(async () => {
  sale = await openSale();
  examples = await writeExamples(sale.live.server.url);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
afterAll(async () => {
  await examples.remove();
  await sale.close();
});

/** The expected output of each example. Each runs with its own user and concert. */
const EXPECTED_OUTPUT: Record<string, RegExp> = {
  journey: /^S A-1 [\w.-]+\nS A-2 [\w.-]+$/,
  nothing: /^Mina: .+, .+ 20\d\d, from ₩[\d,]+$/,
  callback: /^ACTIVE null null\nthe pass lasts until .*$/,
  iterator: /^ACTIVE null\n1 date$/,
  ended: /^PAID\nPAID 1 ticket$/,
  seats: /^1000 KRW, 29\d seconds left\nfalse 1$/,
  swap: /^HOLD_LIMIT_EXCEEDED\nS A-1, S A-2$/,
  map: /^0 S A-1 1000\nAAAAAA undefined\nHHAAAA 0,1$/,
  best: /^3 side by side\n0 left$/,
  errors: /^at most 4\n1000 more is needed$/,
  topup: /^$/,
  abort: /^Error: waited long enough$/,
  keys: /^10000 true$/,
  reload: /^still held: S A-1$/,
  procedures: /^T true 0 KRW\n1 1$/,
  lists: /^CHARGE 10000 true$/,
  service: /^ACTIVE null\npaid 1000$/,
  draw: /^the draw has not been held$/,
  router: /^T 0$/,
  testing: /^position 2\nposition null\nat most 4\nHOLD_EXPIRED\n2 calls$/,
};

async function globalsFor(name: string, sale: Sale): Promise<ExampleGlobals> {
  const anonymous = createFrontrowClient({ url: sale.live.server.url, auth: null });
  const signIn = (name: string, role?: 'service') =>
    anonymous.session.devSignIn.mutate({ name, role });
  const queue = name === 'abort' ? { maxActive: 0 } : {};
  return {
    accessToken: (await signIn(`user of ${name}`)).accessToken,
    concertId: await sale.concert(6, queue),
    customerId: (await signIn(`customer of ${name}`)).user.id,
    serviceToken: (await signIn('service', 'service')).accessToken,
  };
}

/** Runs an example; returns what it printed and exported. */
async function run(
  name: string,
  at: { sale: Sale; examples: Examples } = { sale, examples },
): Promise<{ output: string; exports: Record<string, unknown> }> {
  Object.assign(globalThis, await globalsFor(name, at.sale));
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation(
    (...words) => void lines.push(words.map(String).join(' ')),
  );
  const exports = await import(at.examples.files.get(name) ?? '');
  return { output: lines.join('\n'), exports };
}

describe('the examples of the README', () => {
  test('each have an expected output here', () => {
    expect([...examples.files.keys()]).toEqual([
      ...Object.keys(EXPECTED_OUTPUT),
      'react',
      'places',
    ]);
  });

  test('compile', async () => {
    expect(await examples.compile()).toBe('');
  });

  test.each(Object.entries(EXPECTED_OUTPUT))('%s', async (name, expected) => {
    const { output } = await run(name);
    expect(output).toMatch(expected);
  });

  test('react: a page on which a user buys a ticket', async () => {
    const { exports } = await run('react');
    render(createElement(exports.App as FunctionComponent));
    screen.getByText('One moment.');
    fireEvent.click(await screen.findByText(/1$/));
    fireEvent.click(await screen.findByText(/Pay within 29\d seconds \(you have 0\)/));
    await screen.findByText('Enjoy the show!');
  });

  test('places: a map whose seats render by themselves', async () => {
    const { exports } = await run('places');
    render(createElement(exports.App as FunctionComponent));
    await screen.findByText('S A-6 AVAILABLE');
    expect(screen.getAllByTitle('1000 KRW')).toHaveLength(6);
  });
});

describe('the examples of the README, with a payment provider', () => {
  let sale: StripeSale;
  let examples: Examples;
  beforeAll(async () => {
    sale = await openStripeSale({ CORS_ORIGINS: 'https://shop.example' });
    examples = await writeExamples(sale.live.server.url);
  });
  afterAll(async () => {
    await examples.remove();
    await sale.close();
  });

  /** As the customer: pays on the page of the newest session. Returns where the provider leads to then. */
  async function payAtProvider(): Promise<string> {
    const session = sale.stripe.sessions.at(-1);
    if (!session?.url) throw new Error('there is nothing to pay');
    const body = new URLSearchParams({ act: 'pay' });
    const answer = await fetch(session.url, { method: 'POST', body, redirect: 'manual' });
    return answer.headers.get('location') ?? '';
  }

  test('topup: a purchase over two pages', async () => {
    const { exports } = await run('topup', { sale, examples });
    const { pay, comeBack } = exports as {
      pay(goTo: (url: string) => void): Promise<void>;
      comeBack(address: string): Promise<void>;
    };
    const goTo = vi.fn();
    await pay(goTo);
    expect(goTo.mock.calls).toEqual([[sale.stripe.sessions.at(-1)?.url]]);
    const lines: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((...words) => void lines.push(words.join(' ')));
    const address = await payAtProvider();
    expect(address).toMatch(/^https:\/\/shop\.example\/checkout\?topUpId=[\w-]+$/);
    await comeBack(address);
    expect(lines).toEqual(['CREDITED', 'paid 1000']);
  });

  test('react: a page that leads to the provider, and goes on by itself', async () => {
    const { exports } = await run('react', { sale, examples });
    render(createElement(exports.App as FunctionComponent));
    fireEvent.click(await screen.findByText(/1$/));
    fireEvent.click(await screen.findByText(/Pay within/));
    const link = await screen.findByText('Pay at the provider');
    expect(link).toHaveProperty('href', sale.stripe.sessions.at(-1)?.url);
    await payAtProvider();
    await screen.findByText('Enjoy the show!');
  });
});
