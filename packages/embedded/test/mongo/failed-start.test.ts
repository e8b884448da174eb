import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { mongoFolder } from '../../testing/mongo/mongo-folder.ts';
import { untilNothingRunsOn } from '../../testing/process/processes.ts';

const recordIn = (folder: string): Record<string, string> =>
  JSON.parse(readFileSync(join(folder, 'mongo.json'), 'utf8'));

describe.skipIf(inject('mongodAbsent'))('a start that fails', () => {
  const damages = [
    {
      name: 'data with a part of it gone',
      damage: (folder: string) => rmSync(join(folder, 'mongo/WiredTiger.wt')),
      says: /did not start:.*WiredTiger/s,
    },
    {
      name: 'data without its password',
      damage: (folder: string) => rmSync(join(folder, 'mongo.json')),
      says: /mongo\.json.* is missing/,
    },
    {
      name: 'data with another password',
      damage: (folder: string) =>
        writeFileSync(join(folder, 'mongo.json'), JSON.stringify({ password: 'other' })),
      says: /the password in mongo\.json is not/,
    },
    {
      name: 'data of another version',
      damage: (folder: string) =>
        writeFileSync(
          join(folder, 'mongo.json'),
          JSON.stringify({ ...recordIn(folder), version: '3.6.1' }),
        ),
      says: /the data was made by mongod 3\.6\.1, which .* cannot run on/,
    },
  ];
  test.each(damages)(
    '$name: it throws with the reason, and leaves nothing running',
    async ({ damage, says }) => {
      const data = mongoFolder();
      await (await data.start()).stop();
      damage(data.path);
      await expect(data.start()).rejects.toThrow(says);
      await untilNothingRunsOn(data.path);
      // Nor does it keep others out.
      await expect(data.start()).rejects.toThrow(says);
    },
  );
});
