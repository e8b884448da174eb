import { expect, test } from 'vitest';
import { redact, secretsIn } from './redact.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtaW5hIn0.i7cXb0_CPm9DQ0A390nxsg5DQiyf9xqVxvnAJhGVIsc';
const QUEUE_TOKEN = `1.${'aB3_'.repeat(14)}.nxsg5DQiyf9xqVxvnAJhGV`;

test.for([
  [`cannot parse ${JWT}`, 'cannot parse [hidden]'],
  [`authorization: Bearer abc.def`, 'authorization: Bearer [hidden]'],
  [`the token ${QUEUE_TOKEN} is bad`, 'the token [hidden] is bad'],
  [`no ticket ${'0aF9'.repeat(16)}`, 'no ticket [hidden]'],
  ['Invalid API Key: sk_live_51Ab9, rk_test_7', 'Invalid API Key: [hidden], [hidden]'],
  ['signed with whsec_Zx81,', 'signed with [hidden],'],
  ['Invalid URL: postgres://me:p@ss/word@db:5432/x', 'Invalid URL: postgres://[hidden]@db:5432/x'],
  ['mongodb://a:pw@h1:1,h2:2/?replicaSet=rs', 'mongodb://[hidden]@h1:1,h2:2/?replicaSet=rs'],
  ['Key (external_id)=(mina) already exists.', 'Key [hidden]'],
  ['Failing row contains (1, mina, null).', 'Failing row contains [hidden]'],
  ['E11000 dup key: { name: "mina" }', 'E11000 dup key: [hidden]'],
  [
    'Unexpected token \'m\', "mina" is not valid JSON',
    "Unexpected token 'm', [hidden] is not valid JSON",
  ],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect ECONNREFUSED 127.0.0.1:5432'],
  ['018f4e7e-9b7a-7c3e-8d55-8a1f6d1f0a11 at apps/server/src/main.ts:7:1', undefined],
])('of %s is written what is no secret', ([text = '', written]) => {
  expect(redact(text)).toBe(written ?? text);
});

test('the secrets of the environment are not written, in whatever text they stand', () => {
  const secrets = secretsIn({
    AUTH_SECRET: 'of-the-issuer',
    QUEUE_SECRET: 'a:first-key,b: second:key',
    DATABASE_URL: 'postgres://me:p%40ssword@db/x',
    MONGODB_URL: 'mongodb://me:of-the-jobs@h1:1,h2:2/x',
    STRIPE_SECRET_KEY: 'of-the-provider',
    STRIPE_WEBHOOK_SECRET: 'old-messages, new-messages',
    POSTGRES_PASSWORD: 'short',
    PORT: '4000000',
  });
  expect(secrets).toEqual([
    ...['of-the-issuer', 'first-key', 'second:key'],
    ...['p%40ssword', 'p@ssword', 'of-the-jobs'],
    ...['of-the-provider', 'old-messages', 'new-messages'],
  ]);
  expect(redact(secrets.join(' '), secrets)).toBe(Array(9).fill('[hidden]').join(' '));
});

test('a long text is cut', () => {
  expect(redact('x'.repeat(100_000))).toHaveLength(4_003);
});
