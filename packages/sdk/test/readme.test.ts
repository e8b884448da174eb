import '../testing/dom.ts';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createElement, type FunctionComponent } from 'react';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFrontrowClient } from '../src/index.ts';
import { type Given, type Readme, writeExamples } from '../testing/readme.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
let readme: Readme;
beforeAll(async () => {
  sale = await openSale();
  readme = await writeExamples(sale.live.server.url);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
afterAll(async () => {
  await readme.remove();
  await sale.close();
});

/** What each example says, in a sale of its own. */
const SAYS: Record<string, RegExp> = {
  journey: /^S A-1 [\w.-]+\nS A-2 [\w.-]+$/,
  nothing: /^Mina: .+, .+ 20\d\d, from ₩[\d,]+$/,
  callback: /^ACTIVE null null\nthe pass lasts until .*$/,
  iterator: /^ACTIVE null\n1 date$/,
  seats: /^1000 KRW, 29\d seconds left\nfalse 1$/,
  errors: /^at most 4\n1000 more is needed$/,
  abort: /^Error: waited long enough$/,
  keys: /^10000 true$/,
  reload: /^still held: S A-1$/,
  procedures: /^T true 0 KRW\n1 1$/,
  service: /^PAID 1000$/,
};

async function givenFor(name: string): Promise<Given> {
  const guest = createFrontrowClient({ url: sale.live.server.url, auth: null });
  const signIn = (name: string, role?: 'service') => guest.session.devSignIn.mutate({ name, role });
  const queue = name === 'abort' ? { maxActive: 0 } : {};
  return {
    accessToken: (await signIn(`reads ${name}`)).accessToken,
    concertId: await sale.concert(6, queue),
    customerId: (await signIn(`is served ${name}`)).user.id,
    serviceToken: (await signIn('a service', 'service')).accessToken,
  };
}

/** Runs an example, and returns what it printed and exported. */
async function run(name: string): Promise<{ said: string; exports: Record<string, unknown> }> {
  Object.assign(globalThis, await givenFor(name));
  const said: string[] = [];
  vi.spyOn(console, 'log').mockImplementation(
    (...words) => void said.push(words.map(String).join(' ')),
  );
  const exports = await import(readme.examples.get(name) ?? '');
  return { said: said.join('\n'), exports };
}

describe('the examples of the README', () => {
  test('are all known here', () => {
    expect([...readme.examples.keys()]).toEqual([...Object.keys(SAYS), 'react']);
  });

  test('compile', async () => {
    expect(await readme.check()).toBe('');
  });

  test.each(Object.entries(SAYS))('%s', async (name, says) => {
    const { said } = await run(name);
    expect(said).toMatch(says);
  });

  test('react: a page to buy a ticket on', async () => {
    const { exports } = await run('react');
    render(createElement(exports.App as FunctionComponent));
    screen.getByText('One moment.');
    fireEvent.click(await screen.findByText(/1$/, {}, { timeout: 5_000 }));
    fireEvent.click(await screen.findByText(/Pay within 29\d seconds \(you have 0\)/));
    await screen.findByText('Enjoy the show!');
  });
});
