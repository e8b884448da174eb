import { rowName } from '@frontrow/contract/chart/row-names';
import { indexOfLetters } from '../shape/numbering.ts';

/** The name, or the next one that nobody has: `Lower 1` becomes `Lower 2`, `Floor A` becomes `Floor B`. */
export function nextName(name: string, taken: ReadonlySet<string>): string {
  let next = name;
  while (taken.has(next)) next = following(next);
  return next;
}

function following(name: string): string {
  const numbered = /^(.*?)(\d{1,6})$/.exec(name);
  if (numbered) return `${numbered[1]}${Number(numbered[2]) + 1}`;
  const lettered = /^(.*\s)([A-Z]{1,2})$/.exec(name);
  if (lettered) return `${lettered[1]}${rowName(indexOfLetters(lettered[2] ?? 'A') + 1)}`;
  return `${name} 2`;
}
