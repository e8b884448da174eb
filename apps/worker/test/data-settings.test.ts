import { createWorld } from '@frontrow/domain/testing/world';
import { createLog } from '@frontrow/process/log';
import { parseSettings } from '@frontrow/settings/settings';
import { expect, test } from 'vitest';
import { startWorker } from '../src/worker.ts';

test('a worker refuses a database whose amounts are in another currency, and declares none itself', async () => {
  const world = await createWorld();
  const log = createLog('worker', { level: 'silent', secrets: [] });
  const start = (CURRENCY: string) =>
    startWorker(parseSettings({ DATABASE_URL: world.url, CURRENCY }), log);
  const deployment = 'select currency from deployment';

  const first = await start('USD');
  expect((await world.ownerPool.query(deployment)).rows).toEqual([]);
  await first.stop();

  await world.ownerPool.query("insert into deployment (id, currency) values (1, 'KRW')");
  await expect(start('USD')).rejects.toThrow(
    'CURRENCY: is USD, but the amounts in the database are in KRW',
  );
  const right = await start('KRW');
  await right.stop();
  await world.close();
});
