import type { ServerResponse } from 'node:http';

/** Answers with a body that nobody may keep. */
export function answerJson(res: ServerResponse, status: number, body: object): void {
  res.statusCode = status;
  res.setHeader('content-type', 'application/json');
  res.setHeader('cache-control', 'no-store');
  res.end(JSON.stringify(body));
}
