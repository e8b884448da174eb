import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const document = readFileSync(`${root}SECURITY.md`, 'utf8');
const model = /## Threat model\n(.*?)\n## /s.exec(document)?.[1] ?? '';

/** Paths of tests, each with the title that follows it in brackets, if one does. */
const named = [...model.matchAll(/`([\w./-]+\/(?:[\w.-]+\.test\.ts)?)`(?: \("([^"]+)"\))?/g)];

test('every test that the threat model names exists, with that title', () => {
  expect(named.length).toBeGreaterThan(20);
  for (const [, path = '', title] of named) {
    expect(existsSync(root + path), path).toBe(true);
    expect(statSync(root + path).isDirectory(), path).toBe(path.endsWith('/'));
    if (title) expect(readFileSync(root + path, 'utf8'), path).toContain(title);
  }
});

test('every attacker of the threat model has a test', () => {
  const rows = model.split('\n').filter((line) => /^\| (?!who \||---)/.test(line));
  expect(rows.length).toBeGreaterThan(12);
  for (const row of rows) expect(row).toMatch(/`[^`]+\/(?:[\w.-]+\.test\.ts)?`/);
});
