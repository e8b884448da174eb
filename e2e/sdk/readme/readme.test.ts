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
  errors: /^at most 4\n1000 more is needed$/,
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

async function globalsFor(name: string): Promise<ExampleGlobals> {
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
async function run(name: string): Promise<{ output: string; exports: Record<string, unknown> }> {
  Object.assign(globalThis, await globalsFor(name));
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation(
    (...words) => void lines.push(words.map(String).join(' ')),
  );
  const exports = await import(examples.files.get(name) ?? '');
  return { output: lines.join('\n'), exports };
}

describe('the examples of the README', () => {
  test('each have an expected output here', () => {
    expect([...examples.files.keys()]).toEqual([...Object.keys(EXPECTED_OUTPUT), 'react']);
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
});
