import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
}
interface Job {
  needs?: string;
  permissions: Record<string, string>;
  steps: Step[];
}
interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const file = new URL('../../../../.github/workflows/release.yml', import.meta.url);
const { permissions, jobs } = parse(readFileSync(fileURLToPath(file), 'utf8')) as Workflow;
const commandsOf = ({ steps }: Job) => steps.map(({ run = '' }) => run).join('\n');

test('every action is named by its commit', () => {
  const actions = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ uses }) => uses ?? []),
  );
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) expect(action).toMatch(/@[0-9a-f]{40}$/);
});

test('one job publishes, with a provenance, after the checks, and it alone has an identity', () => {
  const publishing = Object.values(jobs).filter((job) => commandsOf(job).includes('npm publish'));
  expect(publishing).toEqual([jobs.publish]);
  expect(commandsOf(publishing[0] as Job)).toContain('npm publish --provenance');
  const identified = Object.values(jobs).filter((job) => job.permissions['id-token'] === 'write');
  expect(identified).toEqual([jobs.publish]);
  expect(permissions).toEqual({});
});

test('nothing is versioned or published before all checks have passed', () => {
  const { checks, ...others } = jobs;
  expect(checks && commandsOf(checks)).toContain('.ci/run');
  for (const [name, { needs }] of Object.entries(others)) expect(needs, name).toBe('checks');
});

test('what is published are the files that the checks have packed', () => {
  const { checks, publish } = jobs;
  expect(checks && commandsOf(checks)).toContain('sha256sum packages/*/frontrow-');
  expect(publish && commandsOf(publish)).toContain('sha256sum --check --strict');
});

test('every package that is not private is released, and is packed as a file of that name', () => {
  const repository = fileURLToPath(new URL('../../../../', import.meta.url));
  const folders = execFileSync('bash', ['.ci/published-packages'], {
    cwd: repository,
    encoding: 'utf8',
  });
  expect(folders.trim().split('\n')).toEqual(['packages/sdk', 'packages/seat-map']);
  for (const folder of folders.trim().split('\n')) {
    const manifest = JSON.parse(readFileSync(`${repository}${folder}/package.json`, 'utf8'));
    expect(manifest.name).toMatch(/^@frontrow\//);
    expect(manifest.repository.directory).toBe(folder);
  }
  // No step is for one package only.
  const commands = Object.values(jobs).map(commandsOf).join('\n');
  expect(commands).not.toMatch(/packages\/(?!\*)/);
  expect(commands.match(/\.ci\/published-packages/g)?.length).toBe(3);
});

test('the digests of the checks name the files as the publishing job looks for them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    const names = [
      'packages/sdk/frontrow-sdk-1.0.0.tgz',
      'packages/seat-map/frontrow-seat-map-1.0.0.tgz',
    ];
    for (const name of names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), name);
    }
    const run = (script: string) =>
      execFileSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8' });
    const line = (job: Job | undefined, has: string) =>
      commandsOf(job as Job)
        .split('\n')
        .find((each) => each.includes(has)) ?? '';
    const digests = run(line(jobs.checks, 'sha256sum packages'));
    const check = `DIGESTS='${digests}'; folder=packages/seat-map; ${line(jobs.publish, 'sha256sum --check')}`;
    expect(run(check)).toBe(`${names[1]}: OK\n`);
    writeFileSync(join(folder, names[1] ?? ''), 'another');
    expect(() => run(`${check} 2>&1`)).toThrow();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
