import { spawn, spawnSync } from 'node:child_process';
import type { Values } from './prepared-values.ts';

export const hasCurl = ['bash', 'curl'].every(
  (command) => spawnSync(command, ['--version']).status === 0,
);

/** Whether a chunk of an event stream has a whole event with a value. */
const VALUE_EVENT = /^data: (\{"json".*)$/m;

/** Runs a curl example in bash with its variables, or sends the same request where there is no curl. */
export function runCurl(example: string, values: Values): Promise<string> {
  return hasCurl ? runInBash(example, values) : sendWithFetch(example, values);
}

/** Returns the body, or of an event stream the data of the first event with a value. */
function runInBash(example: string, values: Values): Promise<string> {
  return new Promise((resolve, reject) => {
    const variables = Object.entries(values).map(([name, value]) => `${name}='${value}'\n`);
    const script = variables.join('') + example.replace('curl ', 'exec curl -sS ');
    const child = spawn('bash', ['-c', script]);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const [, data] = VALUE_EVENT.exec(output) ?? [];
      if (data === undefined) return;
      resolve(data);
      child.kill();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(output) : reject(new Error(`curl ended with ${code}: ${errors}`)),
    );
  });
}

/** Understands the options that the generator writes: -H, -G, -X, -N, -d, --data-urlencode. */
async function sendWithFetch(example: string, values: Values): Promise<string> {
  const text = example.replaceAll(/\$([A-Z_]+)/g, (_, name: string) => values[name] ?? '');
  const [, address = ''] = /"(http[^"]*)"/.exec(text) ?? [];
  const headers = [...text.matchAll(/-H (["'])([\w-]+): (.*?)\1/g)].map(
    ([, , name = '', value = '']): [string, string] => [name, value],
  );
  const [, input] = /<<JSON\n(.*)\nJSON$/s.exec(text) ?? [];
  const url = new URL(address);
  const isPost = text.includes('-X POST');
  if (input !== undefined && !isPost) url.searchParams.set('input', input);
  const init = { method: isPost ? 'POST' : 'GET', headers };
  const response = await fetch(
    url,
    input !== undefined && isPost ? { ...init, body: input } : init,
  );
  if (!response.headers.get('content-type')?.startsWith('text/event-stream'))
    return response.text();
  let output = '';
  for await (const chunk of response.body ?? []) {
    output += Buffer.from(chunk).toString();
    const [, data] = VALUE_EVENT.exec(output) ?? [];
    if (data !== undefined) return data;
  }
  throw new Error('the stream ended without a value');
}
