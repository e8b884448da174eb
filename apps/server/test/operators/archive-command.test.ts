import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterAll, beforeAll, expect, test } from 'vitest';

const COMMAND = fileURLToPath(import.meta.resolve('@frontrow/process/archive'));
let world: World;
let folder: string;
beforeAll(async () => {
  world = await createWorld();
  folder = mkdtempSync(join(tmpdir(), 'frontrow-archive-'));
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  code: number;
  out: string;
  error: string;
}

const archive = (...args: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const env = { DATABASE_URL: world.url, FRONTROW_DATA: join(folder, 'data') };
    const child = execFile(process.execPath, [COMMAND, ...args], { env }, (_, out, error) =>
      resolve({ code: child.exitCode ?? -1, out, error }),
    );
  });

test('a concert that is over is archived to a file, which can be checked', async () => {
  const { concertId, performanceId } = await world.concertWithSeats();
  const file = join(folder, 'over.jsonl.gz');
  const early = await archive(concertId, file);
  expect(early).toMatchObject({ code: 1, error: expect.stringContaining('performance ahead') });
  expect(readdirSync(folder).filter((name) => name.startsWith('over'))).toEqual([]);

  const over = "update performance set starts_at = now() - interval '1 day' where id = $1";
  await world.pool.query(over, [performanceId]);
  const whole = {
    code: 0,
    error: '',
    out: expect.stringMatching(/is whole: \d+ rows.*\nIts audit is true/),
  };
  expect(await archive(concertId, file)).toEqual(whole);
  expect(readdirSync(folder).filter((name) => name.startsWith('over'))).toEqual(['over.jsonl.gz']);
  expect(await archive('--check', file)).toEqual(whole);

  const cut = join(folder, 'cut.jsonl.gz');
  writeFileSync(cut, readFileSync(file).subarray(0, -40));
  expect(await archive('--check', cut)).toMatchObject({ code: 1, out: '' });
});

test('what cannot be written or read ends the command with a sentence and no file', async () => {
  const { concertId, performanceId } = await world.concertWithSeats();
  const over = "update performance set starts_at = now() - interval '1 day' where id = $1";
  await world.pool.query(over, [performanceId]);
  const nowhere = join(folder, 'no such folder', 'a.gz');
  expect(await archive(concertId, nowhere)).toMatchObject({
    code: 1,
    error: expect.stringContaining('ENOENT'),
  });
  expect(existsSync(nowhere)).toBe(false);
  expect(await archive(world.ctx.newId(), join(folder, 'unknown.gz'))).toMatchObject({
    code: 1,
    error: expect.stringContaining('CONCERT_NOT_FOUND'),
  });
  for (const args of [[], [concertId], ['no id', 'x.gz'], ['--check', 'a', 'b']]) {
    expect(await archive(...args)).toMatchObject({
      code: 1,
      error: expect.stringContaining('Usage'),
    });
  }
});
