import { readFileSync } from 'node:fs';
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

test('what is published is the file that the checks have packed', () => {
  const { checks, publish } = jobs;
  expect(checks && commandsOf(checks)).toContain('sha256sum frontrow-sdk-');
  expect(publish && commandsOf(publish)).toContain('sha256sum --check --strict');
});
