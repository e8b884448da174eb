import { readJson, remove, writeJson } from '../client/browser-storage.ts';

/** Who is signed in. */
export interface SignedIn {
  accessToken: string;
  user: { id: string; name: string };
}

const KEY = 'frontrow.sign-in';

/**
 * The sign-in of this tab. A tab keeps its own, so that two users can buy in two tabs; a new tab begins with the
 * last one of the browser. It outlives a reload. To use a real issuer, keep this interface and fill it from the
 * issuer's library: see README.md, Sign-in.
 */
let current: SignedIn | null =
  readJson<SignedIn>(sessionStorage, KEY) ?? readJson<SignedIn>(localStorage, KEY);
const listeners = new Set<() => void>();

export const signIn = {
  get: (): SignedIn | null => current,
  token: (): string | null => current?.accessToken ?? null,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  set(next: SignedIn): void {
    current = next;
    writeJson(sessionStorage, KEY, next);
    writeJson(localStorage, KEY, next);
    tell();
  },
  end(): void {
    const ended = current;
    current = null;
    remove(sessionStorage, KEY);
    const last = readJson<SignedIn>(localStorage, KEY);
    if (last?.user.id === ended?.user.id) remove(localStorage, KEY);
    tell();
  },
};

function tell(): void {
  for (const listener of listeners) listener();
}

// A reload keeps the user that a new tab began with, whoever signs in elsewhere.
if (current) writeJson(sessionStorage, KEY, current);
