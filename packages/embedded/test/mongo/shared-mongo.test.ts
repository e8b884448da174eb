import { expect, test } from 'vitest';
import type { Env } from '../../src/process/run-program.ts';
import { emptyHome } from '../../testing/mongo/empty-home.ts';
import { mongoResources } from '../../testing/mongo/global-setup.ts';

/** What test files get, and what is logged, in an environment where no mongod can be found. */
async function requestAll(env: Env) {
  const lines: string[] = [];
  const resources = mongoResources({ ...emptyHome().env, ...env }, (line) => lines.push(line));
  const answers = await Promise.allSettled([resources.mongo(), resources.mongod()]);
  await resources.close();
  const [mongo, mongod] = answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value : answer.reason,
  );
  return { mongo, mongod, skipped: lines.filter((line) => line.startsWith('Skipping')) };
}

const NOT_FOUND = expect.stringMatching(/^no mongod was found/);

test.each([{}, { MONGODB_URL: '' }, { MONGODB_URL: 'embedded', CI: '' }])(
  'with %j both kinds of tests are skipped, with a line for each',
  async (env) => {
    expect(await requestAll(env)).toEqual({
      mongo: { url: null, absence: NOT_FOUND },
      mongod: NOT_FOUND,
      skipped: [
        expect.stringMatching(/^Skipping the tests with their jobs in MongoDB: no mongod/),
        expect.stringMatching(/^Skipping the tests that run a mongod: no mongod/),
      ],
    });
  },
);

test.each(['', 'embedded'])('in CI both requests fail (MONGODB_URL=%s)', async (MONGODB_URL) => {
  const failure = expect.objectContaining({ name: 'MongodNotFound', message: NOT_FOUND });
  expect(await requestAll({ CI: 'true', MONGODB_URL })).toEqual({
    mongo: failure,
    mongod: failure,
    skipped: [],
  });
});

test.each(['mongodb://a:1,b:2/?replicaSet=rs', 'mongodb+srv://user:word@a'])(
  'with %s only tests that start a mongod are skipped, in CI too',
  async (MONGODB_URL) => {
    expect(await requestAll({ CI: 'true', MONGODB_URL })).toEqual({
      mongo: { url: MONGODB_URL, absence: null },
      mongod: NOT_FOUND,
      skipped: [expect.stringMatching(/^Skipping the tests that run a mongod/)],
    });
  },
);

test.each(['127.0.0.1:27017', 'postgres://a/b', 'Embedded'])(
  'MONGODB_URL=%s is refused',
  async (MONGODB_URL) => {
    await expect(requestAll({ MONGODB_URL })).rejects.toThrow(/MONGODB_URL is set, but/);
  },
);

test('a named mongod that does not run is a failure, not an absence', async () => {
  const failure = expect.objectContaining({
    message: expect.stringMatching(/names a mongod that does not run/),
  });
  expect(await requestAll({ MONGOMS_SYSTEM_BINARY: '/nowhere/mongod' })).toEqual({
    mongo: failure,
    mongod: failure,
    skipped: [],
  });
});
