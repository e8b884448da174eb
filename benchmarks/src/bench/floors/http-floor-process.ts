import { createServer } from 'node:http';

/** An answer that is sent to every request for its path. */
export interface FloorAnswer {
  path: string;
  status: number;
  /** Name and value in turn. */
  headers: string[];
  /** As base64. */
  body: string;
}

/*
 * The least that a Node server does for a call: read the request to its end, and send bytes that are ready. Runs in a
 * process of its own; the parent sends the answers.
 */
const answers = new Map<string, { status: number; headers: string[]; body: Buffer }>();

const server = createServer((req, res) => {
  const { url = '/' } = req;
  const question = url.indexOf('?');
  const answer = answers.get(question === -1 ? url : url.slice(0, question));
  const end = () => {
    if (!answer) return res.writeHead(404).end();
    res.writeHead(answer.status, answer.headers).end(answer.body);
  };
  if (req.method !== 'POST') return void end();
  req.on('data', () => {});
  req.on('end', end);
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : null });
});

process.on('message', (given: FloorAnswer[]) => {
  for (const { path, status, headers, body } of given) {
    answers.set(path, { status, headers, body: Buffer.from(body, 'base64') });
  }
  process.send?.({ given: given.length });
});
process.on('disconnect', () => process.exit(0));
