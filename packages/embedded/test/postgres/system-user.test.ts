import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { findBinaries } from '../../src/postgres/binaries.ts';
import { openCluster } from '../../src/postgres/cluster.ts';
import { chooseIdentity } from '../../src/postgres/system-user.ts';
import { dataFolder } from '../../testing/postgres/postgres-folder.ts';
import { query } from '../../testing/postgres/query.ts';
import { until, untilNothingRunsOn } from '../../testing/process/processes.ts';

const ROOT = process.getuid?.() === 0;
const NOT_ROOT =
  'not run: it takes root to become another user, and these tests do not run as root';

/** As whom a process runs, and what it may do beyond that, as the kernel says. */
function identityOf(pid: number): { uid: number; capabilities: bigint } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\w+)`, 'm').exec(status)?.[1] ?? '';
  return { uid: Number(field('Uid')), capabilities: BigInt(`0x${field('CapEff')}`) };
}

const DAC_OVERRIDE = 1n << 1n;

function nobody(): { uid: number; gid: number } {
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return { uid: Number(entry?.[1]), gid: Number(entry?.[2]) };
}

const anyoneMayEnter = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) !== 0 &&
  (folder === dirname(folder) || anyoneMayEnter(dirname(folder)));

/** How to become that user; where only root can enter a folder on the way, with the right to do so. */
function becoming({ uid, gid }: { uid: number; gid: number }) {
  const here = fileURLToPath(new URL('.', import.meta.url));
  if ([here, dirname(process.execPath), tmpdir()].every(anyoneMayEnter)) return { uid, gid };
  const may = '+dac_read_search';
  const rights = [`--inh-caps=${may}`, `--ambient-caps=${may}`, '--securebits=+no_setuid_fixup'];
  return { through: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...rights] };
}

test('an ordinary user runs Postgres as himself', async (ctx) => {
  if (!ROOT) return ctx.skip('not run apart: all of embedded.test.ts just did it as such a user');
  const user = nobody();
  const data = dataFolder();
  chownSync(data.path, user.uid, user.gid);
  const starter = data.starter(becoming(user));
  const started = await starter.started;
  if (!started) throw new Error((await starter.ended).output);
  expect(identityOf(started.pid).uid).toBe(user.uid);
  expect(await query(started.url, 'select 1 as n')).toEqual([{ n: 1 }]);
  expect(statSync(join(data.path, 'postgres')).uid).toBe(user.uid);
  starter.kill('SIGTERM');
  expect(await starter.ended).toMatchObject({ code: 0 });
  await untilNothingRunsOn(data.path);

  // Root, coming later, goes on as the owner of the data.
  const { pid, url } = await data.start();
  expect(identityOf(pid).uid).toBe(user.uid);
  expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('root runs Postgres as another user, with no rights where none are needed', async (ctx) => {
  if (!ROOT) return ctx.skip(NOT_ROOT);
  const data = dataFolder();
  chmodSync(data.path, 0o755);
  const { pid, url } = await data.start();
  const { uid, capabilities } = identityOf(pid);
  expect(uid).not.toBe(0);
  if (anyoneMayEnter(fileURLToPath(new URL('.', import.meta.url)))) expect(capabilities).toBe(0n);
  expect(await query(url, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('root does so inside a folder that only root can enter', async (ctx) => {
  if (!ROOT) return ctx.skip(NOT_ROOT);
  const data = dataFolder('inside');
  const closed = statSync(dirname(data.path));
  expect({ uid: closed.uid, mode: (closed.mode & 0o777).toString(8) }).toEqual({
    uid: 0,
    mode: '700',
  });
  const first = await data.start();
  expect(identityOf(first.pid)).toEqual({ uid: expect.any(Number), capabilities: DAC_OVERRIDE });
  expect(identityOf(first.pid).uid).not.toBe(0);
  await query(first.url, 'create table kept as select 7 as n');
  await first.stop();

  // And there, too, it ends with its starter.
  const starter = data.starter();
  const { url } = await until('it has started', () => starter.started);
  expect(await query(url, 'select n from kept')).toEqual([{ n: 7 }]);
  starter.kill('SIGKILL');
  await untilNothingRunsOn(data.path);
});

test('root does so with programs that only root can get at', async (ctx) => {
  if (!ROOT) return ctx.skip(NOT_ROOT);
  const data = dataFolder('data');
  const closed = dirname(data.path);
  expect((statSync(closed).mode & 0o777).toString(8)).toBe('700');
  const { initdb } = await findBinaries();
  mkdirSync(join(closed, 'bin'));
  for (const name of ['initdb', 'postgres']) {
    copyFileSync(join(dirname(initdb), name), join(closed, 'bin', name));
  }
  for (const name of ['lib', 'share']) {
    symlinkSync(join(dirname(dirname(initdb)), name), join(closed, name));
  }
  const programs = { initdb: join(closed, 'bin', 'initdb') };
  const identity = chooseIdentity(join(data.path, 'postgres'), [programs.initdb]);
  await openCluster(data.path, { ...programs, identity, durable: false });
  expect(statSync(join(data.path, 'postgres')).uid).toBe(identity.uid);
});
