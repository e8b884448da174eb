import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressShared, gzipAround } from './shared-gzip.ts';

const HEAD = '{"title":"좌석",';
test.each([
  ['nothing', HEAD, '', '}'],
  ['letters', HEAD, 'AHS-'.repeat(20_000), '}'],
  ['much before and after', HEAD.repeat(20_000), 'A', `${'1,'.repeat(70_000)}}`],
])('%s between two parts comes out of gzip as it was', async (...[, head, shared, tail]) => {
  const compressed = await compressShared(shared);
  for (const end of [tail, '']) {
    const body = gzipAround({ head, shared, tail: end }, compressed);
    expect(gunzipSync(body).toString()).toBe(`${head}${shared}${end}`);
  }
});
