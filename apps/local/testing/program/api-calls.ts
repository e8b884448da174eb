/** The result of a call: its data, or its error code. */
export type Answer = { data: unknown; errorCode?: never } | { data?: never; errorCode: string };

interface Envelope {
  result?: { data: { json: unknown } };
  error?: { json: { data: { errorCode: string } } };
}

/** Calls a query, or a mutation when there is an input. */
export async function call(url: string, path: string, input?: object): Promise<Answer> {
  const response = await fetch(`${url}/trpc/${path}`, {
    ...(input && { method: 'POST', body: JSON.stringify({ json: input }) }),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(60_000),
  });
  const { result, error } = (await response.json()) as Envelope;
  return error ? { errorCode: error.json.data.errorCode } : { data: result?.data.json };
}

/** Signs in by name, creating the user if there is none, and returns the user's id. */
export async function signIn(url: string, name: string): Promise<string> {
  const { data, errorCode } = await call(url, 'session.devSignIn', { name });
  if (errorCode) throw new Error(`session.devSignIn failed: ${errorCode}`);
  return (data as { user: { id: string } }).user.id;
}

/** The kinds of the processes that write how they are, each with whether it is ready. */
export async function processesOf(url: string): Promise<string[]> {
  const { data } = await call(url, 'session.devSignIn', { name: 'operator', role: 'operator' });
  const { accessToken } = data as { accessToken: string };
  const response = await fetch(`${url}/trpc/admin.health`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const { result } = (await response.json()) as Envelope;
  const { processes } = (result?.data.json ?? { processes: [] }) as {
    processes: { kind: string; ready: boolean }[];
  };
  return processes.map(({ kind, ready }) => `${kind} ${ready}`);
}

/** The titles of all concerts. */
export async function concertTitles(url: string): Promise<string[]> {
  const { data, errorCode } = await call(url, 'concert.list?input={"json":{}}');
  if (errorCode) throw new Error(`concert.list failed: ${errorCode}`);
  return (data as { items: { title: string }[] }).items.map(({ title }) => title);
}

export async function statusOf(url: string, probe: string): Promise<number> {
  const response = await fetch(`${url}${probe}`, { signal: AbortSignal.timeout(30_000) });
  await response.arrayBuffer();
  return response.status;
}
