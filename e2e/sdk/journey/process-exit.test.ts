import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createFrontrowClient } from '@frontrow/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

/** Less than the five minutes for which the timer of a forgotten hold would keep a process alive. */
const TIMEOUT_MILLISECONDS = 120_000;

/** Runs a program with a signed-in client; resolves with its output when the process has exited. */
async function run(name: string, body: string): Promise<string> {
  const { url } = sale.live.server;
  const anonymous = createFrontrowClient({ url, auth: null });
  const { accessToken } = await anonymous.session.devSignIn.mutate({ name });
  const program = `
    import { createFrontrowClient } from '@frontrow/sdk';
    const client = createFrontrowClient({ url: '${url}', auth: '${accessToken}' });
    const concertId = '${await sale.concert(2)}';
    const fullConcertId = '${await sale.concert(2, { maxActive: 0 })}';
    ${body}
    console.log('done');
  `;
  const options = ['--conditions=@frontrow/source', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, options, {
    // Resolves imports from this package.
    cwd: import.meta.dirname,
    env: {},
    timeout: TIMEOUT_MILLISECONDS,
  });
  return stdout;
}

const HOLD = `
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  hold.onExpire(() => console.log('the hold expired'));
`;

test.each([
  ['a payment', `${HOLD} await session.pay(hold, { topUp: true });`],
  ['leaving with held seats', `${HOLD} await session.leave();`],
  [
    'an aborted wait',
    `const signal = AbortSignal.timeout(500);
     await client.enter(fullConcertId, { signal }).catch((error) => {
       if (error.name !== 'TimeoutError') throw error;
     });`,
  ],
  ['reading one position', 'for await (const _ of client.positions(fullConcertId)) break;'],
])('a process exits by itself after %s', async (name, body) => {
  expect(await run(`exits after ${name}`, body)).toBe('done\n');
});
