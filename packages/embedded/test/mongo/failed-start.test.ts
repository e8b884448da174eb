import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mongoFolderWithData } from '../../testing/mongo/mongo-folder.ts';
import { mongodAbsence } from '../../testing/mongo/mongod-absence.ts';
import { untilNothingRunsOn } from '../../testing/process/processes.ts';

const stateIn = (folder: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, 'mongo.json'), 'utf8'));

describe.skipIf(mongodAbsence)('a start fails', () => {
  const cases = [
    {
      name: 'a data file is missing',
      damage: (folder: string) => rmSync(join(folder, 'mongo/WiredTiger.wt')),
      message: /did not start:.*WiredTiger/s,
    },
    {
      name: 'the state file is missing',
      damage: (folder: string) => rmSync(join(folder, 'mongo.json')),
      message: /mongo\.json.* is missing/,
    },
    {
      name: 'the state file has another password',
      damage: (folder: string) =>
        writeFileSync(join(folder, 'mongo.json'), JSON.stringify({ password: 'other' })),
      message: /the password in mongo\.json is not/,
    },
    {
      name: 'the data is of another version',
      damage: (folder: string) =>
        writeFileSync(
          join(folder, 'mongo.json'),
          JSON.stringify({ ...stateIn(folder), version: '3.6.1' }),
        ),
      message: /the data was made by mongod 3\.6\.1, which .* cannot run on/,
    },
  ];
  test.each(cases)(
    '$name: the error says so, and no process is left',
    async ({ damage, message }) => {
      const data = await mongoFolderWithData();
      await (await data.start()).stop();
      damage(data.path);
      await expect(data.start()).rejects.toThrow(message);
      await untilNothingRunsOn(data.path);
      // The lock is free again: the second error is not "already runs".
      await expect(data.start()).rejects.toThrow(message);
    },
  );
});
