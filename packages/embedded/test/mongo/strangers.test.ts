import { existsSync, lchownSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sendCompressed } from '../../testing/mongo/compressed-message.ts';
import { onMongo } from '../../testing/mongo/mongo-client.ts';
import { mongoFolder, mongoFolderWithData } from '../../testing/mongo/mongo-folder.ts';
import { mongodAbsence } from '../../testing/mongo/mongod-absence.ts';
import { credentialsOf } from '../../testing/process/credentials.ts';
import { listening } from '../../testing/process/listening.ts';
import { processesOf } from '../../testing/process/processes.ts';
import { until } from '../../testing/until.ts';

const ROOT = process.getuid?.() === 0;
const LINUX = existsSync('/proc/self/stat');
const ping = (url: string) => onMongo(url, (client) => client.db().command({ ping: 1 }));

describe.skipIf(mongodAbsence)('strangers on the machine', () => {
  test.runIf(LINUX)(
    'can never reach a mongod without a user: it has no port, and its socket is in a closed folder',
    async () => {
      const data = mongoFolder();
      const starting = data.start();
      const { pid, socket } = await until('a mongod without a user listens', () => {
        const setup = processesOf(data.path).find(({ commandLine }) =>
          commandLine.includes('enableLocalhostAuthBypass=true'),
        );
        if (!setup) return undefined;
        const { pid } = setup.identity;
        const [socket] = listening(pid).unix;
        return socket === undefined ? undefined : { pid, socket };
      });
      expect(listening(pid).tcp).toEqual([]);
      const closed = statSync(dirname(socket));
      const user = credentialsOf(pid);
      expect({ uid: closed.uid, mode: closed.mode & 0o777 }).toEqual({
        uid: user.uid,
        mode: 0o700,
      });
      await ping((await starting).url);
      expect(existsSync(socket)).toBe(false);
    },
  );

  test('get no memory by a compressed message that claims to be longer than it is', async () => {
    const data = await mongoFolderWithData();
    const { url } = await data.start();
    const port = Number(new URL(url).port);
    for (const claimed of [4_096, 65_536]) {
      expect((await sendCompressed(port, claimed)).toString('latin1')).toBe('');
    }
    await ping(url);
  });
});

describe.skipIf(mongodAbsence)('started by root', () => {
  test.runIf(ROOT && LINUX)(
    'mongod is another user without capabilities, also with the data of a version that ran it as root',
    async () => {
      const data = mongoFolder();
      // Only root can enter the folder.
      expect(statSync(data.path)).toMatchObject({ uid: 0, mode: 0o40_700 });
      const first = await data.start();
      const user = credentialsOf(first.pid);
      expect(user).toEqual({ uid: expect.any(Number), capabilities: 0n });
      expect(user.uid).not.toBe(0);
      await first.stop();

      const dataDir = join(data.path, 'mongo');
      for (const name of [dataDir, ...readdirSync(dataDir, { recursive: true }).map(String)]) {
        lchownSync(name === dataDir ? dataDir : join(dataDir, name), 0, 0);
      }
      renameSync(join(dataDir, 'mongo.key'), join(data.path, 'mongo.key'));
      const second = await data.start();
      expect(second.url).toBe(first.url);
      expect(credentialsOf(second.pid)).toEqual(user);
      await ping(second.url);
      expect(existsSync(join(data.path, 'mongo.key'))).toBe(false);
    },
  );
});
