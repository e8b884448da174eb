import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { findBinaries } from '../../src/postgres/binaries.ts';
import { openCluster } from '../../src/postgres/cluster.ts';
import { openBinaries } from '../../src/postgres/open-binaries.ts';
import { chooseSystemUser } from '../../src/process/system-user.ts';
import { dataFolder } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';
import { credentialsOf } from '../../testing/process/credentials.ts';
import { childrenOf, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { temporaryFolder } from '../../testing/process/temporary-folder.ts';
import { until } from '../../testing/until.ts';

const ROOT = process.getuid?.() === 0;
const NOT_ROOT = 'needs root, to become another user';

const NONE = 0n;

function nobody(): { uid: number; gid: number } {
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return { uid: Number(entry?.[1]), gid: Number(entry?.[2]) };
}

const anyoneMayEnter = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 &&
  (folder === dirname(folder) || anyoneMayEnter(dirname(folder)));

/**
 * Options that run a process as that user. Where only root can enter a parent folder, setpriv gives it
 * the capability to read.
 */
function runAs({ uid, gid }: { uid: number; gid: number }) {
  const here = fileURLToPath(new URL('.', import.meta.url));
  if ([here, dirname(process.execPath), tmpdir()].every(anyoneMayEnter)) return { uid, gid };
  const capability = '+dac_read_search';
  const flags = [
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
    '--securebits=+no_setuid_fixup',
  ];
  return { wrapper: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...flags] };
}

test('an ordinary user runs Postgres as himself', async (ctx) => {
  if (!ROOT) return ctx.skip('not needed: all other tests run as an ordinary user already');
  const user = nobody();
  const data = dataFolder();
  chownSync(data.path, user.uid, user.gid);
  const starter = data.startByProcess(runAs(user));
  const started = await starter.started;
  if (!started) throw new Error((await starter.ended).output);
  expect(credentialsOf(started.pid).uid).toBe(user.uid);
  expect(await query(started.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  expect(statSync(join(data.path, 'postgres')).uid).toBe(user.uid);
  starter.kill('SIGTERM');
  expect(await starter.ended).toMatchObject({ code: 0 });
  await untilNothingRunsOn(data.path);

  // Started by root later, Postgres still runs as the owner of the data.
  const { pid, url } = await data.start();
  expect(credentialsOf(pid).uid).toBe(user.uid);
  expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('root runs Postgres as another user, without capabilities', async (ctx) => {
  if (!ROOT) return ctx.skip(NOT_ROOT);
  const data = dataFolder();
  chmodSync(data.path, 0o755);
  const { pid, url } = await data.start();
  expect(credentialsOf(pid)).toEqual({ uid: expect.any(Number), capabilities: NONE });
  expect(credentialsOf(pid).uid).not.toBe(0);
  expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('root runs Postgres without capabilities in a folder that only root can enter, too', async (ctx) => {
  if (!ROOT) return ctx.skip(NOT_ROOT);
  const data = dataFolder('inside');
  const closed = statSync(dirname(data.path));
  expect({ uid: closed.uid, mode: (closed.mode & 0o777).toString(8) }).toEqual({
    uid: 0,
    mode: '700',
  });
  const first = await data.start();
  for (const { identity } of [{ identity: { pid: first.pid } }, ...childrenOf(first.pid)]) {
    expect(credentialsOf(identity.pid).capabilities).toBe(NONE);
    expect(credentialsOf(identity.pid).uid).not.toBe(0);
  }
  await query(first.url, 'create table kept as select 7 as n');
  await expect(query(first.url, "select pg_read_file('/etc/shadow')")).rejects.toThrow(
    /Permission denied/,
  );
  await first.stop();

  // There, too, Postgres ends when the process that started it is killed.
  const starter = data.startByProcess();
  const { url } = await until('it has started', () => starter.started);
  expect(await query(url, 'select n from kept')).toEqual([{ n: 7 }]);
  starter.kill('SIGKILL');
  await untilNothingRunsOn(data.path);
});

test('root runs programs that lie where only root can enter from a copy that only root can change', async (ctx) => {
  if (!ROOT) return ctx.skip(NOT_ROOT);
  const data = dataFolder('data');
  const closed = dirname(data.path);
  expect((statSync(closed).mode & 0o777).toString(8)).toBe('700');
  const { initdb } = await findBinaries();
  mkdirSync(join(closed, 'bin'), { mode: 0o700 });
  for (const name of ['initdb', 'postgres']) {
    copyFileSync(join(dirname(initdb), name), join(closed, 'bin', name));
  }
  for (const name of ['lib', 'share']) {
    symlinkSync(join(dirname(dirname(initdb)), name), join(closed, name));
  }
  const open = temporaryFolder('open');
  onTestFinished(() => rmSync(open, { recursive: true, force: true }));
  chmodSync(open, 0o755);
  const stranger = join(open, 'stranger');
  mkdirSync(join(stranger, 'frontrow'), { recursive: true });
  chownSync(join(stranger, 'frontrow'), nobody().uid, nobody().gid);

  const user = chooseSystemUser(join(data.path, 'postgres'), ['postgres']);
  const programs = {
    initdb: join(closed, 'bin', 'initdb'),
    postgres: join(closed, 'bin', 'postgres'),
  };
  // A folder that another user has made is not used.
  const copies = openBinaries(programs, user, [stranger, open]);
  expect(copies.postgres).toMatch(new RegExp(`^${open}/frontrow/postgres-\\w+/bin/postgres$`));
  expect(statSync(copies.postgres)).toMatchObject({ uid: 0, mode: 0o100_755 });
  expect(openBinaries(programs, user, [open])).toEqual(copies);
  await openCluster(data.path, { initdb: copies.initdb, user, durable: false });
  expect(statSync(join(data.path, 'postgres')).uid).toBe(user.uid);
});
