import { Agent, request } from 'node:http';
import superjson from 'superjson';

export interface Call {
  path: string;
  type: 'query' | 'mutation' | 'subscription';
  input: unknown;
}

/** What the calls of one request share. */
export interface Sender {
  headers: Record<string, string>;
  /** Parameters of the URL beside the input. */
  query: Record<string, string>;
}

interface Answer {
  error?: { json: { data: ErrorData } };
}
interface ErrorData {
  errorCode: string;
  httpStatus: number;
  details: { reason?: string | null };
}
interface Request extends Sender {
  path: string;
  isPost: boolean;
  /** Superjson, or an object of it by number for a batch. */
  input: unknown;
}

export interface Caller {
  /** `ok`, or the error code; of an ended entry with how it ended. */
  call(call: Call, sender: Sender): Promise<string>;
  /** The same for calls of one type, in one request. */
  batch(calls: Call[], sender: Sender): Promise<string[]>;
  close(): void;
}

/** Calls a server over one kept connection, with less processor time than `fetch` takes. */
export function createCaller(url: string): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  const send = (
    { path, isPost, input, headers, query }: Request,
    isEnough = (_: string) => false,
  ): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(input);
      const search = new URLSearchParams({ ...(isPost ? {} : { input: body }), ...query });
      const req = request(`${url}/trpc/${path}?${search}`, {
        agent,
        method: isPost ? 'POST' : 'GET',
        headers: { ...(isPost ? { 'content-type': 'application/json' } : {}), ...headers },
      });
      req.on('error', reject);
      req.on('response', (res) => {
        let text = '';
        const settle = () => resolve({ status: res.statusCode ?? 0, text });
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => {
          text += chunk;
          if (!isEnough(text)) return;
          settle();
          req.destroy();
        });
        res.on('end', settle);
        res.on('error', settle);
      });
      req.end(isPost ? body : undefined);
    });

  const single = ({ path, type, input }: Call, sender: Sender): Request => ({
    ...{ path, isPost: type === 'mutation', input: superjson.serialize(input) },
    ...sender,
  });

  return {
    async call(call, sender) {
      if (call.type === 'subscription') {
        return outcomeOfStream((await send(single(call, sender), hasFirstEvent)).text);
      }
      const { status, text } = await send(single(call, sender));
      const { error } = JSON.parse(text) as Answer;
      if (!error) return status === 200 ? 'ok' : `status ${status} without an error`;
      const { data } = error.json;
      return data.httpStatus === status ? outcomeOf(data) : `${data.errorCode} with ${status}`;
    },
    async batch(calls, sender) {
      const { text } = await send({
        path: calls.map(({ path }) => path).join(','),
        isPost: calls[0]?.type === 'mutation',
        input: { ...calls.map(({ input }) => superjson.serialize(input)) },
        headers: sender.headers,
        query: { batch: '1', ...sender.query },
      });
      const answers = JSON.parse(text) as Answer[];
      if (answers.length !== calls.length) throw new Error(`not one answer for each call: ${text}`);
      return answers.map(({ error }) => (error ? outcomeOf(error.json.data) : 'ok'));
    },
    close: () => agent.destroy(),
  };
}

/** The event of a value. */
const VALUE = /^data: \{"json"/m;
/** Whether a stream has sent a value or its error. */
const hasFirstEvent = (text: string) =>
  text.endsWith('\n\n') && (text.includes('serialized-error') || VALUE.test(text));

function outcomeOfStream(text: string): string {
  const event = /event: serialized-error\ndata: (.*)\n/.exec(text)?.[1];
  if (event) return outcomeOf((JSON.parse(event) as { json: { data: ErrorData } }).json.data);
  return VALUE.test(text) ? 'ok' : `no event: ${text}`;
}

const outcomeOf = ({ errorCode, details }: ErrorData): string =>
  errorCode === 'QUEUE_TOKEN_EXPIRED' ? `${errorCode} (${details.reason})` : errorCode;
