export interface RequestParts {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  /** The input of a call; it is sent as JSON in tRPC's envelope. */
  input?: object;
}

/** The bytes of a request, made before the load begins: the processor belongs to the server. */
export function bytesOf({ method, path, headers, input }: RequestParts): Buffer {
  const body = input === undefined ? '' : JSON.stringify({ json: input });
  const lines = Object.entries({
    host: 'localhost',
    ...headers,
    ...(input === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
