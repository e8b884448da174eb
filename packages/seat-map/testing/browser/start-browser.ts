import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BrowserServer {
  /** What `chromium.connect` of Playwright takes. */
  endpoint: string;
  close(): Promise<void>;
}

/** Starts the packaged Chromium in a process of its own. `close` ends it and removes what it unpacked. */
export async function startBrowser(): Promise<BrowserServer> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-chromium-'));
  const child = spawn(process.execPath, [join(import.meta.dirname, 'serve.ts'), folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const exited = once(child, 'exit');
  const printed = once(child.stdout.setEncoding('utf8'), 'data');
  const endpoint = await Promise.race([
    printed.then(([text]) => `${text}`.trim()),
    exited.then(() => null),
  ]);
  const close = async () => {
    child.stdin.end();
    await exited;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  if (endpoint === null) {
    await close();
    throw new Error(`Chromium did not start: ${errors}`);
  }
  return { endpoint, close };
}
