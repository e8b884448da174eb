import { describe, expect, onTestFinished, test } from 'vitest';
import { onMongo, withDatabase } from '../../testing/mongo/mongo-client.ts';
import { mongoAbsence, mongoDatabase } from '../../testing/mongo/shared-mongo.ts';

test.each([
  ['mongodb://127.0.0.1:1', 'mongodb://127.0.0.1:1/mine?'],
  ['mongodb://127.0.0.1:1/?replicaSet=rs', 'mongodb://127.0.0.1:1/mine?replicaSet=rs'],
  ['mongodb://a:1,b:2/theirs?w=1', 'mongodb://a:1,b:2/mine?w=1'],
  ['mongodb+srv://u:p@a/?w=1', 'mongodb+srv://u:p@a/mine?w=1&authSource=admin'],
  ['mongodb://u:p@a:1', 'mongodb://u:p@a:1/mine?authSource=admin'],
  ['mongodb://u:p@a:1/theirs', 'mongodb://u:p@a:1/mine?authSource=theirs'],
  ['mongodb://u:p@a:1/theirs?authSource=x', 'mongodb://u:p@a:1/mine?authSource=x'],
])('%s with its database replaced', (url, mine) => {
  expect(withDatabase(url, 'mine')).toBe(mine);
});

describe.skipIf(mongoAbsence)('on the shared server', () => {
  test('each caller gets its own database, and drops only that', async () => {
    const [mine, other] = [mongoDatabase(), mongoDatabase()];
    onTestFinished(async () => {
      await mine.drop();
      await other.drop();
    });
    for (const { url } of [mine, other]) {
      await onMongo(url, (client) => client.db().collection('seats').insertOne({ seat: 'A1' }));
    }
    await mine.drop();
    const countIn = ({ url }: { url: string }) =>
      onMongo(url, (client) => client.db().collection('seats').countDocuments());
    expect(await countIn(mine)).toBe(0);
    expect(await countIn(other)).toBe(1);
  });
});
