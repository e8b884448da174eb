import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { mongoDatabase, onMongo, withDatabase } from '../../testing/mongo/mongo-database.ts';

test.each([
  ['mongodb://127.0.0.1:1', 'mongodb://127.0.0.1:1/mine?'],
  ['mongodb://127.0.0.1:1/?replicaSet=rs', 'mongodb://127.0.0.1:1/mine?replicaSet=rs'],
  ['mongodb://a:1,b:2/theirs?w=1', 'mongodb://a:1,b:2/mine?w=1'],
  ['mongodb+srv://u:p@a/?w=1', 'mongodb+srv://u:p@a/mine?w=1&authSource=admin'],
  ['mongodb://u:p@a:1', 'mongodb://u:p@a:1/mine?authSource=admin'],
  ['mongodb://u:p@a:1/theirs', 'mongodb://u:p@a:1/mine?authSource=theirs'],
  ['mongodb://u:p@a:1/theirs?authSource=x', 'mongodb://u:p@a:1/mine?authSource=x'],
])('%s with a database of mine', (url, mine) => {
  expect(withDatabase(url, 'mine')).toBe(mine);
});

describe.skipIf(inject('mongoUrl') === null)('on the server of the run', () => {
  test('each has a database of its own, and drops that alone', async () => {
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
