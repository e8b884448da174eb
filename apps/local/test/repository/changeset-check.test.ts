import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const repository = join(import.meta.dirname, '../../../..');
let folder: string;

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@localhost', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });

function commit(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  git('add', '--all');
  git('commit', '--quiet', '--message', Object.keys(files).join());
}

function check(): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('bash', ['.ci/changeset-check'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

const changeset = (...names: string[]) =>
  ['---', ...names.map((name) => `'${name}': patch`), '---', '', 'What changed.', ''].join('\n');

/** A repository with two published packages, each with a release, and a private one. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changesets-'));
  for (const name of ['.ci/changeset-check', '.ci/published-packages', '.changeset/config.json'])
    cpSync(join(repository, name), join(folder, name));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  git('init', '--quiet', '--initial-branch=main');
  const manifest = (name: string, more = {}) =>
    JSON.stringify({ name: `@test/${name}`, version: '1.0.0', ...more });
  commit({
    'package.json': JSON.stringify({ name: 'test', private: true }),
    'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
    '.gitignore': 'node_modules\n',
    'packages/one/package.json': manifest('one'),
    'packages/one/CHANGELOG.md': '# one\n',
    'packages/two/package.json': manifest('two'),
    'packages/two/CHANGELOG.md': '# two\n',
    'packages/own/package.json': manifest('own', { private: true }),
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

test('a published package that changes needs a changeset that names it', {
  timeout: 300_000,
}, () => {
  commit({ 'packages/own/a.ts': '1' });
  expect(check()).toMatchObject({ status: 0 });
  commit({ 'packages/one/a.ts': '1', 'packages/two/a.ts': '1' });
  commit({ '.changeset/one.md': changeset('@test/one') });
  const refused = check();
  expect(refused.status).toBe(1);
  expect(refused.output).toContain('@test/two has changed without a changeset');
  expect(refused.output).not.toContain('@test/one has');
  commit({ '.changeset/two.md': changeset('@test/two') });
  expect(check()).toMatchObject({ status: 0 });
  // A release of one of them: the other one is compared with its own.
  commit({ 'packages/one/CHANGELOG.md': '# one\n\n## 1.0.1\n' });
  expect(check()).toMatchObject({ status: 0 });
  commit({ 'packages/one/a.ts': '2' });
  expect(check().output).toContain('@test/one has changed without a changeset');
});

test('on a branch the changesets of the branch count, and an empty one says that no release is needed', {
  timeout: 300_000,
}, () => {
  commit({ 'packages/one/a.ts': '1', '.changeset/one.md': changeset('@test/one') });
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  commit({ 'packages/one/a.ts': '2' });
  expect(check().output).toContain('@test/one has changed without a changeset');
  commit({ '.changeset/none.md': changeset() });
  expect(check()).toMatchObject({ status: 0 });
});
