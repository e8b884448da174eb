import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFrontrowClient } from '../src/index.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

const SDK = new URL('../src/index.ts', import.meta.url).href;
/** The shortest thing that may keep it alive for no reason is a hold, which lasts five minutes. */
const PATIENCE_MILLISECONDS = 30_000;

/** Runs a program of somebody who has just signed in, and resolves once its process has ended. */
async function run(name: string, body: string): Promise<string> {
  const { url } = sale.live.server;
  const guest = createFrontrowClient({ url, auth: null });
  const { accessToken } = await guest.session.devSignIn.mutate({ name });
  const program = `
    import { createFrontrowClient } from '${SDK}';
    const client = createFrontrowClient({ url: '${url}', auth: '${accessToken}' });
    const concertId = '${await sale.concert(2)}';
    const fullConcertId = '${await sale.concert(2, { maxActive: 0 })}';
    ${body}
    console.log('done');
  `;
  const options = ['--conditions=@frontrow/source', '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, options, {
    env: {},
    timeout: PATIENCE_MILLISECONDS,
  });
  return stdout;
}

const HOLD = `
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  hold.onExpire(() => console.log('it ran out'));
`;

test.each([
  ['a payment', `${HOLD} await session.pay(hold, { topUp: true });`],
  ['leaving with seats held', `${HOLD} await session.leave();`],
  [
    'a wait that was given up',
    `const signal = AbortSignal.timeout(500);
     await client.enter(fullConcertId, { signal }).catch((error) => {
       if (error.name !== 'TimeoutError') throw error;
     });`,
  ],
  ['a look at the position', 'for await (const _ of client.positions(fullConcertId)) break;'],
])('a process ends by itself after %s', async (name, body) => {
  expect(await run(`ends after ${name}`, body)).toBe('done\n');
});
