import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { REPLICA_SET } from './command-line.ts';

export const USER = 'frontrow';
const PRIMARY_MILLISECONDS = 60_000;

export interface Member {
  port: number;
  password: string;
  /** Whether its data is new: there is neither set nor user yet. */
  making: boolean;
  /** False lets writes be acknowledged that a power cut may undo. */
  durable: boolean;
}

const hostOf = ({ port }: Member) => `127.0.0.1:${port}`;

/** Makes the set, and its user: the one thing that whoever is on this machine may do once. */
export const initiate = (member: Member): Promise<void> =>
  onAdmin(member, null, async (admin) => {
    await admin.command({
      replSetInitiate: {
        _id: REPLICA_SET,
        members: [{ _id: 0, host: hostOf(member) }],
        writeConcernMajorityJournalDefault: member.durable,
      },
    });
    await untilPrimary(admin);
    await admin.command({ createUser: USER, pwd: member.password, roles: ['root'] });
  });

/** Makes it a primary at its port, which the set may know by another. */
export const takeUp = (member: Member): Promise<void> =>
  onAdmin(member, { username: USER, password: member.password }, async (admin) => {
    const config = await configOf(admin);
    if (config.members[0].host !== hostOf(member)) {
      config.members[0].host = hostOf(member);
      await admin.command({ replSetReconfig: config, force: true });
    }
    await untilPrimary(admin);
  });

/** The codes of the server's errors that are looked for. */
const AUTHENTICATION_FAILED = 18;
const NOT_YET_INITIALIZED = 94;
const codeOf = (error: unknown) => (error as { code?: unknown }).code;

/** Its configuration, once it has read that and looked whether it is in there itself. */
async function configOf(admin: Db) {
  for (const end = Date.now() + PRIMARY_MILLISECONDS; ; await sleep(10)) {
    try {
      return (await admin.command({ replSetGetConfig: 1 })).config;
    } catch (error) {
      if (codeOf(error) !== NOT_YET_INITIALIZED || Date.now() > end) throw error;
    }
  }
}

async function untilPrimary(admin: Db): Promise<void> {
  for (const end = Date.now() + PRIMARY_MILLISECONDS; ; await sleep(10)) {
    const { isWritablePrimary } = await admin.command({ hello: 1 });
    if (isWritablePrimary) return;
    if (Date.now() > end) throw new Error('mongod does not become primary of its set');
  }
}

async function onAdmin(
  member: Member,
  auth: { username: string; password: string } | null,
  act: (admin: Db) => Promise<void>,
): Promise<void> {
  const client = new MongoClient(`mongodb://${hostOf(member)}`, {
    ...(auth ? { auth, authSource: 'admin' } : {}),
    directConnection: true,
    serverSelectionTimeoutMS: 10_000,
  });
  try {
    await act(client.db('admin'));
  } catch (error) {
    if (codeOf(error) !== AUTHENTICATION_FAILED) throw error;
    throw new Error('the password in mongo.json is not that of the data', { cause: error });
  } finally {
    await client.close();
  }
}
