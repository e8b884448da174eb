import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { Connection } from '../src/bench/load/connection.ts';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\n\r\n');
const open: { server: Server; sockets: Socket[] }[] = [];

afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** A server that answers each request with the next list of parts, each part by itself. */
async function serverWith(answers: string[][]): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('data', async () => {
      for (const part of answers.shift() ?? []) {
        socket.write(part);
        await new Promise(setImmediate);
      }
      if (answers.length === 0) socket.end();
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ server, sockets });
  return { port: (server.address() as AddressInfo).port, sockets };
}

test('reads answers that come in parts, one after the other on one connection', async () => {
  const { port, sockets } = await serverWith([
    ['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 5\r\nx-a: b\r\n', '\r\nhel', 'lo'],
    [
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nab',
      'c\r\n2\r\nde\r\n',
      '0\r\n\r\n',
    ],
    ['HTTP/1.1 304 Not Modified\r\netag: "1"\r\n\r\n'],
    ['HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n'],
  ]);
  const connection = new Connection(port);
  const first = await connection.ask(REQUEST);
  expect([first.status, first.length, first.body()]).toEqual([200, 5, 'hello']);
  expect(first.headers()).toEqual(['Content-Length', '5', 'x-a', 'b']);
  const second = await connection.ask(REQUEST);
  expect([second.status, second.length, second.body()]).toEqual([200, 5, 'abcde']);
  const third = await connection.ask(REQUEST);
  expect([third.status, third.length]).toEqual([304, 0]);
  expect((await connection.ask(REQUEST)).status).toBe(503);
  expect(sockets).toHaveLength(1);
  connection.close();
});

test('rejects when the connection is closed before the answer is complete, and connects again', async () => {
  const first = await serverWith([['HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhel']]);
  const connection = new Connection(first.port);
  await expect(connection.ask(REQUEST)).rejects.toThrow('closed');
  await expect(connection.ask(REQUEST)).rejects.toThrow('closed');
  expect(first.sockets).toHaveLength(2);
});
