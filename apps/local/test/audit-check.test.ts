import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const CHECK = fileURLToPath(new URL('../../../.ci/audit-check', import.meta.url));
const TIMEOUT = 120_000;

/** Runs `.ci/audit-check` against a registry that answers all questions so. */
async function audit(status: number, answer: object): Promise<{ code: number; output: string }> {
  const registry = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  onTestFinished(() => void registry.close());
  const { port } = registry.address() as AddressInfo;
  const check = spawn('bash', [CHECK, `--registry=http://127.0.0.1:${port}/`]);
  let output = '';
  check.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = await once(check, 'close');
  return { code, output };
}

const advisory = (severity: string) => ({
  ...{ id: 1, title: 'of a test', url: 'https://example.test/GHSA-1', severity },
  ...{ vulnerable_versions: '*', cwe: [], cvss: { score: 0, vectorString: null } },
});

test('the audit of the lock file passes with moderate findings', { timeout: TIMEOUT }, async () => {
  const { code, output } = await audit(200, { pg: [advisory('moderate')] });
  expect(output).toMatch(/^\d+ packages audited, 0 high or critical findings$/m);
  expect(code).toBe(0);
});

test('the audit fails with a high finding, and names it', { timeout: TIMEOUT }, async () => {
  const { code, output } = await audit(200, { pg: [advisory('high')] });
  expect(output).toContain('high: pg: of a test (https://example.test/GHSA-1)');
  expect(code).toBe(1);
});

test('the audit says that it did not run where the registry has none', {
  timeout: TIMEOUT,
}, async () => {
  const { code, output } = await audit(405, {});
  expect(output).toMatch(/^THE AUDIT DID NOT RUN: .*405/);
  expect(code).toBe(77);
});
