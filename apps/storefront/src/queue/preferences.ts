import { readJson, writeJson } from '@frontrow/pages/browser/browser-storage.ts';
import { useState } from 'react';

/** What a visitor can say while waiting, so that it costs no time of the turn. */
export interface Preferences {
  /** How many people. */
  party: number;
  /** Wants a place for a wheelchair. */
  accessible: boolean;
}

const keyOf = (concertId: string) => `frontrow.preferences.${concertId}`;
const FIRST: Preferences = { party: 2, accessible: false };

/** The preferences for a concert, kept in this tab. */
export function usePreferences(
  concertId: string,
  holdLimit: number,
): [Preferences, (change: Partial<Preferences>) => void] {
  const key = keyOf(concertId);
  const [preferences, setPreferences] = useState<Preferences>(() => {
    const kept = { ...FIRST, ...readJson<Partial<Preferences>>(sessionStorage, key) };
    return { ...kept, party: Math.min(kept.party, holdLimit) };
  });
  const change = (changes: Partial<Preferences>) => {
    const next = { ...preferences, ...changes };
    setPreferences(next);
    writeJson(sessionStorage, key, next);
  };
  return [preferences, change];
}
