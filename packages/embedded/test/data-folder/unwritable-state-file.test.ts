import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tryWriteStateFile, writeStateFile } from '../../src/data-folder/state-file.ts';
import { mongoFolder, mongoFolderWithData } from '../../testing/mongo/mongo-folder.ts';
import { mongodAbsence } from '../../testing/mongo/mongod-absence.ts';
import { dataFolderWithCluster } from '../../testing/postgres/postgres-folder.ts';
import { processesOf, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { temporaryFolder } from '../../testing/process/temporary-folder.ts';
import { until } from '../../testing/until.ts';

/** Puts a folder in the place of the file, so that it can no longer be written. */
function makeUnwritable(stateFile: string): void {
  rmSync(stateFile, { force: true });
  mkdirSync(join(stateFile, 'inside'), { recursive: true });
}

test('a state file that cannot be written leaves no draft', () => {
  const folder = temporaryFolder('data');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const stateFile = join(folder, 'x.json');
  makeUnwritable(stateFile);
  expect(() => writeStateFile(stateFile, {})).toThrow();
  tryWriteStateFile(stateFile, {});
  expect(readdirSync(folder)).toEqual(['x.json']);
});

test('Postgres stops in order when its state file cannot be written', async () => {
  const data = await dataFolderWithCluster();
  const { stop } = await data.start();
  makeUnwritable(join(data.path, 'postgres.json'));
  await stop();
  await untilNothingRunsOn(data.path);
  expect(readdirSync(data.path).sort()).toEqual(['postgres', 'postgres.json', 'postgres.log']);
});

describe.skipIf(mongodAbsence)('MongoDB', () => {
  const FILES = ['mongo', 'mongo.json', 'mongo.log'];

  test('stops in order when its state file cannot be written', async () => {
    const data = await mongoFolderWithData();
    const { stop } = await data.start();
    makeUnwritable(join(data.path, 'mongo.json'));
    await stop();
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path).sort()).toEqual(FILES);
  });

  test('does not start when the state of its new user cannot be written', async () => {
    const data = mongoFolder();
    const started = data.start().catch((error: NodeJS.ErrnoException) => error.code);
    const runs = () =>
      processesOf(data.path).some(({ commandLine }) => commandLine.includes(' --dbpath '));
    await until('mongod runs', runs);
    makeUnwritable(join(data.path, 'mongo.json'));
    expect(await started).toMatch(/^E/);
    await untilNothingRunsOn(data.path);
    expect(readdirSync(data.path).sort()).toEqual(FILES);
  });
});
