import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { recordEnd, writeRecord } from '../../src/data-folder/state-file.ts';
import { mongoFolder } from '../../testing/mongo/mongo-folder.ts';
import { usedDataFolder } from '../../testing/postgres/postgres-folder.ts';
import { processesOf, until, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { temporaryFolder } from '../../testing/process/temporary-folder.ts';

/** Puts a folder where the record goes, so that it can no longer be written. */
function block(record: string): void {
  rmSync(record, { force: true });
  mkdirSync(join(record, 'taken'), { recursive: true });
}

test('a record that cannot be written leaves no draft', () => {
  const folder = temporaryFolder('data');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const record = join(folder, 'x.json');
  block(record);
  expect(() => writeRecord(record, {})).toThrow();
  recordEnd(record, {});
  expect(readdirSync(folder)).toEqual(['x.json']);
});

test('Postgres stops in order though that cannot be recorded', async () => {
  const data = await usedDataFolder();
  const { stop } = await data.start();
  block(join(data.path, 'postgres.json'));
  await stop();
  await untilNothingRunsOn(data.path);
  expect(readdirSync(data.path).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
});

describe.skipIf(inject('mongodAbsent'))('MongoDB', () => {
  const LEFT = ['mongo', 'mongo.json', 'mongo.key', 'mongo.log'];

  test('stops in order though that cannot be recorded', async () => {
    const data = mongoFolder();
    const { stop } = await data.start();
    block(join(data.path, 'mongo.json'));
    await stop();
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path).sort()).toEqual(LEFT);
  });

  test('does not go on when its new user cannot be recorded', async () => {
    const data = mongoFolder();
    const started = data.start().catch((error: NodeJS.ErrnoException) => error.code);
    const runs = () => processesOf(data.path).some(({ line }) => line.includes(' --dbpath '));
    await until('mongod runs', runs);
    block(join(data.path, 'mongo.json'));
    expect(await started).toMatch(/^E/);
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path).sort()).toEqual(LEFT);
  });
});
