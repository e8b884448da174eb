import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { GroupCommit, type GroupCommitOptions } from './group-commit.ts';

/** A group whose batches end when they are told to, and the batches that have begun. */
function groupOf(options: GroupCommitOptions<string>) {
  const group = new GroupCommit<string, string>(options);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const run = async (items: string[]) => {
    begun.push(items.join(''));
    await new Promise<void>((resolve) => ends.push(resolve));
    return items;
  };
  return {
    begun,
    add: (items: string) => [...items].map((item) => group.add('key', item, run)),
    /** Ends the batch that began n-th. */
    async end(n: number) {
      ends[n]?.();
      await turn();
      await turn();
    },
  };
}

test('one alone begins at once, and what comes meanwhile is the next batch', async () => {
  const { add, begun, end } = groupOf({ maxBatch: 3 });
  const calls = add('a');
  await turn();
  calls.push(...add('bcde'));
  await turn();
  expect(begun).toEqual(['a']);
  await end(0);
  await end(1);
  await end(2);
  expect(begun).toEqual(['a', 'bcd', 'e']);
  expect(await Promise.all(calls)).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('another batch begins at the same time only for as many as it is worth', async () => {
  const { add, begun, end } = groupOf({ maxBatch: 10, atOnce: 2, besides: 3 });
  const calls = [...add('a')];
  await turn();
  calls.push(...add('bc'));
  await turn();
  expect(begun).toEqual(['a']);
  calls.push(...add('d'));
  await turn();
  expect(begun).toEqual(['a', 'bcd']);
  // No third one, and after the first only those that are enough.
  calls.push(...add('ef'));
  await end(0);
  expect(begun).toEqual(['a', 'bcd']);
  await end(1);
  expect(begun).toEqual(['a', 'bcd', 'ef']);
  await end(2);
  expect(await Promise.all(calls)).toEqual([...'abcdef']);
});

test('items that are to be apart are never in batches that run at the same time', async () => {
  const apart = (item: string) => item.toLowerCase();
  const { add, begun, end } = groupOf({ maxBatch: 10, atOnce: 2, apart });
  const calls = add('aAb');
  await turn();
  calls.push(...add('Bc'));
  await turn();
  expect(begun).toEqual(['ab', 'c']);
  await end(1);
  await end(0);
  await end(2);
  expect(begun).toEqual(['ab', 'c', 'AB']);
  expect(await Promise.all(calls)).toEqual(['a', 'A', 'b', 'B', 'c']);
});
