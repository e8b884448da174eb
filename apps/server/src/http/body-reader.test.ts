import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBodyReader, type ReadBody } from './body-reader.ts';

const read = createBodyReader({ maxBytes: 100, maxTotalBytes: 250 });
const results: string[] = [];
const nameOf = (body: ReadBody) => (typeof body === 'string' ? body : `${body.length} bytes`);
const server = createServer(async (req: IncomingMessage, res) => {
  const result = nameOf(await read(req));
  results.push(result);
  res.end(result);
});
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends the beginning of a body whose length is not said. */
function sendPart(bytes: number) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
  socket.write(`${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`);
  return socket;
}
const whole = async (bytes: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    body: 'x'.repeat(bytes),
  });
  return answer.text();
};
const taken = (result: string) =>
  expect.poll(() => results.filter((each) => each === result).length, { timeout: 30_000 });

test('whole bodies are read, each up to its bound', async () => {
  expect(await whole(0)).toBe('0 bytes');
  expect(await whole(100)).toBe('100 bytes');
  expect(await whole(101)).toBe('too-large');
  sendPart(101);
  await taken('too-large').toBe(2);
});

test('unfinished bodies take room together, and give it back when their clients leave', async () => {
  const [first, second] = [sendPart(90), sendPart(90)];
  await expect.poll(() => whole(80), { timeout: 30_000 }).toBe('no-room');
  expect(await whole(60)).toBe('60 bytes');
  first.destroy();
  second.destroy();
  await taken('left').toBe(2);
  for (let times = 0; times < 5; times++) expect(await whole(100)).toBe('100 bytes');
});
