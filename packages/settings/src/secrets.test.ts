import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, test } from 'vitest';
import { type Secrets, secretsFor } from './secrets.ts';
import { parseSettings, SettingsError } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'frontrow-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Env = Record<string, string>;

let folders = 0;
/** A data folder; with secrets it is one of a version before. */
const dataFolder = (secrets?: object): string => {
  const data = join(folder, String(++folders));
  if (secrets) {
    mkdirSync(data);
    writeFileSync(join(data, 'secrets.json'), JSON.stringify(secrets));
  }
  return data;
};
const secretsIn = (data: string) => secretsFor(parseSettings({ FRONTROW_DATA: data }));
const storedIn = (data: string) => JSON.parse(readFileSync(join(data, 'secrets.json'), 'utf8'));

const A = '0123456789abcdef';
const B = '123456789abcdef0';
const C = '23456789abcdef01';
const PRODUCTION = {
  ...{ NODE_ENV: 'production', TOPUP: 'off' },
  ...{ AUTH_SECRET: A, QUEUE_SECRET: `q:${B}`, TICKET_SECRET: `t:${C}` },
};

/** The lines of the error, without its first; none if the settings are accepted. */
const problemsOf = (env: Env): string[] => {
  try {
    parseSettings({ ...PRODUCTION, ...env });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split('\n').slice(1);
  }
};

describe('secrets in the data folder', () => {
  test('are random, stored for the next start, and readable only by their owner', () => {
    const data = dataFolder();
    const first = secretsIn(data);
    const all = [first.auth, ...[...first.queue, ...first.ticket].map(({ secret }) => secret)];
    expect(all.map(({ length }) => length)).toEqual([43, 43, 43]);
    expect(new Set(all).size).toBe(3);
    expect(secretsIn(data)).toEqual(first);
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(['secrets.json']);
  });

  test('of a version before get a ticket secret, and the queue key goes on verifying tickets', () => {
    const data = dataFolder({ auth: 'old-auth', queue: 'old-queue' });
    const migrated = secretsIn(data);
    expect(migrated).toMatchObject({
      auth: 'old-auth',
      queue: [{ kid: 'dev', secret: 'old-queue' }],
      ticket: [{ kid: 'ticket' }, { kid: 'dev', secret: 'old-queue' }],
    });
    expect(migrated.ticket[0]?.secret).toHaveLength(43);
    expect(secretsIn(data)).toEqual(migrated);
    expect(statSync(join(data, 'secrets.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(data)).toEqual(['secrets.json']);
  });

  test('are the same for processes that add the ticket secret at the same time', async () => {
    const data = dataFolder({ auth: 'old-auth', queue: 'old-queue' });
    const start = new Int32Array(new SharedArrayBuffer(4));
    const threads = Array.from({ length: 4 }, () => addInThread(data, start));
    await Promise.all(threads.map(({ online }) => online));
    Atomics.store(start, 0, 1);
    Atomics.notify(start, 0);
    const all = await Promise.all(threads.map(({ secrets }) => secrets));
    for (const secrets of all) expect(secrets).toEqual(secretsIn(data));
  });

  test('are the same after a process died while it added the ticket secret', () => {
    const data = dataFolder({ auth: 'old-auth', queue: 'old-queue' });
    writeFileSync(join(data, 'secrets.json.ticket'), JSON.stringify({ ticket: 'first' }));
    expect(secretsIn(data).ticket[0]).toEqual({ kid: 'ticket', secret: 'first' });
    // Another process may have read secrets.json before it had a ticket secret.
    writeFileSync(join(data, 'secrets.json.ticket'), JSON.stringify({ ticket: 'second' }));
    expect(secretsIn(data).ticket[0]).toEqual({ kid: 'ticket', secret: 'first' });
    expect(storedIn(data)).toMatchObject({ ticket: 'first', queueSignedTickets: true });
  });
});

describe('secrets from the settings', () => {
  test('are used, and nothing is stored', () => {
    const data = join(folder, 'unused');
    const secrets = secretsFor(parseSettings({ ...PRODUCTION, FRONTROW_DATA: data }));
    expect(secrets).toEqual({
      auth: A,
      queue: [{ kid: 'q', secret: B }],
      ticket: [{ kid: 't', secret: C }],
    });
    expect(() => statSync(data)).toThrow();
  });

  test('of queue tokens sign tickets too outside production, unless TICKET_SECRET is set', () => {
    const development = { AUTH_SECRET: A, QUEUE_SECRET: `q:${B}` };
    expect(secretsFor(parseSettings(development)).ticket).toEqual([{ kid: 'q', secret: B }]);
  });
});

describe('production refuses a secret', () => {
  test.each([
    ['that is short', '0123456789abcde'],
    ['of one letter', 'a'.repeat(32)],
    ['of a pattern, repeated', 'abcdefgh'.repeat(4)],
    ['of a pattern, repeated and cut', 'changeme!changeme!change'],
    ['of few different characters', 'aaaaaaaabbbbbbbbccccccccdddddddd'],
  ])('%s, whatever it is for', (_, secret) => {
    for (const env of [
      { AUTH_SECRET: secret },
      { QUEUE_SECRET: `q:${secret}` },
      { QUEUE_SECRET: `q:${B},old:${secret}` },
      { TICKET_SECRET: `t:${secret}` },
    ] as Env[]) {
      const [name] = Object.keys(env);
      expect(problemsOf(env)).toEqual([expect.stringMatching(`^  ${name}: a secret must`)]);
    }
    expect(() => parseSettings({ AUTH_SECRET: secret })).not.toThrow();
  });

  test('that serves two ends; a former key of queue tokens may verify tickets', () => {
    const taken = [
      {},
      { QUEUE_SECRET: `q:${B}`, TICKET_SECRET: `t:${C},q:${B}` },
      { AUTH_SECRET: `${A}${A}` },
    ];
    for (const env of taken as Env[]) expect(problemsOf(env)).toEqual([]);
    for (const [env, names] of [
      [{ AUTH_SECRET: B }, 'AUTH_SECRET, QUEUE_SECRET'],
      [{ AUTH_SECRET: C }, 'AUTH_SECRET, TICKET_SECRET'],
      [{ TICKET_SECRET: `t:${C},a:${A}` }, 'AUTH_SECRET, TICKET_SECRET'],
      [{ TICKET_SECRET: `t:${B}` }, 'QUEUE_SECRET, TICKET_SECRET'],
      [
        { QUEUE_SECRET: `q:${A}0,old:${B}`, TICKET_SECRET: `t:${B}` },
        'QUEUE_SECRET, TICKET_SECRET',
      ],
      [{ QUEUE_SECRET: `q:${B},old:${B}` }, 'QUEUE_SECRET'],
    ] as [Env, string][]) {
      expect(problemsOf(env)).toEqual([expect.stringContaining(`  ${names}: `)]);
    }
  });

  test('whose kid another key of the setting has', () => {
    for (const name of ['QUEUE_SECRET', 'TICKET_SECRET']) {
      const [message] = problemsOf({ [name]: `k:${'z9y8x7w6v5u4t3s2'},k:${'r1q0p9o8n7m6l5k4'}` });
      expect(message).toBe(`  ${name}: has two keys with the kid k`);
    }
  });

  test('and keys of an issuer without issuer, audience and https; one error names them all', () => {
    const AUTH_JWKS_URL = 'http://id.example/keys';
    const problems = problemsOf({
      ...{ AUTH_SECRET: '', AUTH_JWKS_URL, TOPUP: '' },
      ...{ QUEUE_SECRET: `q:${'x'.repeat(20)}`, TICKET_SECRET: 't:short,t:short' },
    });
    expect(problems.map((line) => line.slice(2, line.indexOf(':'))).toSorted()).toEqual([
      ...['AUTH_AUDIENCE', 'AUTH_ISSUER', 'AUTH_JWKS_URL', 'QUEUE_SECRET'],
      ...['TICKET_SECRET', 'TICKET_SECRET', 'TICKET_SECRET', 'TOPUP'],
    ]);
    const complete = { AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'frontrow' };
    const keys = { AUTH_SECRET: '', AUTH_JWKS_URL: 'https://id.example/keys' };
    expect(problemsOf({ ...keys, ...complete })).toEqual([]);
    expect(() => parseSettings({ AUTH_JWKS_URL })).not.toThrow();
  });
});

/** Reads the secrets in a thread of its own once `start` is 1. */
function addInThread(data: string, start: Int32Array) {
  const script = `
    import { parentPort, workerData } from 'node:worker_threads';
    import { secretsFor } from '${new URL('./secrets.ts', import.meta.url)}';
    parentPort.postMessage('online');
    Atomics.wait(workerData.start, 0, 0);
    parentPort.postMessage(secretsFor(workerData.settings));`;
  const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
  const worker = new Worker(url, {
    workerData: { settings: parseSettings({ FRONTROW_DATA: data }), start },
  });
  const messages: ((message: unknown) => void)[] = [];
  const next = () => new Promise((resolve) => messages.push(resolve));
  const [online, secrets] = [next(), next()];
  worker.on('message', (message) => messages.shift()?.(message));
  return { online, secrets: secrets as Promise<Secrets> };
}
