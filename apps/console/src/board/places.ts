import type { Board } from '../client/client.ts';

export type Places = NonNullable<Board['places']>;

/** The places of a performance, whole, after another answer. Null if the answer cannot be applied to what is known. */
export function placesAfter(known: Places | null, answer: Places): Places | null {
  if (answer.full) return answer;
  if (known?.places === undefined || known.performanceId !== answer.performanceId) return null;
  if (answer.changed?.length === 0)
    return { ...known, version: answer.version, general: answer.general };
  const letters = [...known.places];
  for (const [place, letter] of answer.changed ?? []) letters[place] = letter;
  return { ...answer, full: true, places: letters.join('') };
}
