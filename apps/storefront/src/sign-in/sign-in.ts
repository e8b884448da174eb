import { keysOf, readJson, remove, writeJson } from '@frontrow/pages/browser/browser-storage.ts';

/** Who is signed in. */
export interface SignedIn {
  accessToken: string;
  user: { id: string; name: string };
}

const KEY = 'frontrow.sign-in';
/**
 * What the browser keeps for the user who signed in last, such as tickets for a door without a network, begins with
 * this. It is removed when that user signs out or another one signs in.
 */
export const OF_LAST_USER = 'frontrow.of-last-user.';

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
  /** Whether this tab's user is the one who signed in last in this browser. */
  isLast: (): boolean =>
    !!current && readJson<SignedIn>(localStorage, KEY)?.user.id === current.user.id,
  set(next: SignedIn): void {
    current = next;
    if (!signIn.isLast()) forgetLast();
    writeJson(sessionStorage, KEY, next);
    writeJson(localStorage, KEY, next);
    tell();
  },
  end(): void {
    if (signIn.isLast()) forgetLast();
    current = null;
    remove(sessionStorage, KEY);
    tell();
  },
};

function forgetLast(): void {
  remove(localStorage, KEY);
  for (const key of keysOf(localStorage, OF_LAST_USER)) remove(localStorage, key);
}

function tell(): void {
  for (const listener of listeners) listener();
}

// A reload keeps the user that a new tab began with, whoever signs in elsewhere.
if (current) writeJson(sessionStorage, KEY, current);
