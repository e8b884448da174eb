import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { sharedScrape } from './metrics-endpoint.ts';

test('a scrape is made at most once a second and shared by all who ask meanwhile', async () => {
  let made = 0;
  const { text } = sharedScrape({
    contentType: 'text/plain',
    text: async () => `scrape ${++made}`,
  });
  const together = await Promise.all(Array.from({ length: 64 }, text));
  expect(new Set(together)).toEqual(new Set(['scrape 1']));
  expect(await text()).toBe('scrape 1');
  await sleep(1_050);
  expect(await text()).toBe('scrape 2');
});

test('a scrape that failed is not kept', async () => {
  const outcomes = [Promise.reject(new Error('broken')), Promise.resolve('works')];
  const { text } = sharedScrape({
    contentType: 'text/plain',
    text: () => outcomes.shift() ?? Promise.resolve('more'),
  });
  await expect(text()).rejects.toThrow('broken');
  expect(await text()).toBe('works');
});
