import { setTimeout as sleep } from 'node:timers/promises';
import { type Db, MongoClient } from 'mongodb';
import { REPLICA_SET } from './command-line.ts';

export const USER = 'frontrow';
const PRIMARY_MILLISECONDS = 60_000;

/** The only member of the replica set. */
export interface Member {
  port: number;
  password: string;
  /** Whether the data is new: there is no replica set yet. */
  initializing: boolean;
  /** False acknowledges writes before they are in the journal; a power cut can then lose them. */
  durable: boolean;
}

const hostOf = ({ port }: Member) => `127.0.0.1:${port}`;

/** Creates the replica set. */
export const initiateReplicaSet = (member: Member): Promise<void> =>
  onAdminDatabase(member, async (admin) => {
    await admin.command({
      replSetInitiate: {
        _id: REPLICA_SET,
        members: [{ _id: 0, host: hostOf(member) }],
        writeConcernMajorityJournalDefault: member.durable,
      },
    });
    await waitUntilPrimary(admin);
  });

/** Waits until the member is primary. Corrects its port in the replica set's configuration first. */
export const becomePrimary = (member: Member): Promise<void> =>
  onAdminDatabase(member, async (admin) => {
    const config = await readConfig(admin);
    if (config.members[0].host !== hostOf(member)) {
      config.members[0].host = hostOf(member);
      await admin.command({ replSetReconfig: config, force: true });
    }
    await waitUntilPrimary(admin);
  });

/** Error codes of MongoDB. */
const AUTHENTICATION_FAILED = 18;
const NOT_YET_INITIALIZED = 94;
const codeOf = (error: unknown) => (error as { code?: unknown }).code;

/** Reads the configuration. mongod answers NOT_YET_INITIALIZED until it has loaded it. */
async function readConfig(admin: Db) {
  for (const deadline = Date.now() + PRIMARY_MILLISECONDS; ; await sleep(10)) {
    try {
      return (await admin.command({ replSetGetConfig: 1 })).config;
    } catch (error) {
      if (codeOf(error) !== NOT_YET_INITIALIZED || Date.now() > deadline) throw error;
    }
  }
}

async function waitUntilPrimary(admin: Db): Promise<void> {
  for (const deadline = Date.now() + PRIMARY_MILLISECONDS; ; await sleep(10)) {
    const { isWritablePrimary } = await admin.command({ hello: 1 });
    if (isWritablePrimary) return;
    if (Date.now() > deadline) {
      throw new Error('mongod does not become primary of its replica set');
    }
  }
}

async function onAdminDatabase(member: Member, act: (admin: Db) => Promise<void>): Promise<void> {
  const client = new MongoClient(`mongodb://${hostOf(member)}`, {
    auth: { username: USER, password: member.password },
    authSource: 'admin',
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
