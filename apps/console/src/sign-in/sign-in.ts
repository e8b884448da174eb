import { readJson, remove, writeJson } from '@frontrow/pages/browser/browser-storage.ts';

/** Who may use the console: a `door` only the page of the door. */
export const CONSOLE_ROLES = ['operator', 'door'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

export interface SignedIn {
  accessToken: string;
  user: { id: string; name: string; role: ConsoleRole };
}

const KEY = 'frontrow.console';

/** The sign-in of this tab, which outlives a reload and no more: an operator's token opens everything. */
let current: SignedIn | null = readJson<SignedIn>(sessionStorage, KEY);
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

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
    tell();
  },
  end(): void {
    current = null;
    remove(sessionStorage, KEY);
    tell();
  },
};
