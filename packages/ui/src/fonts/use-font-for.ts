import { useEffect, useState } from 'react';

/** What the fonts of the pages lack, which are there before the first drawing. */
const OTHERS = /[^ -ÿ\u2000-\u206f₩€]/;
/** As long as a browser itself hides text whose font is late. The lines of a later one may move when it comes. */
const WAIT_MILLISECONDS = 3_000;

const ready = new Set<string>();
let faces: Promise<unknown> | undefined;

/** Loads the list of the files with the font of titles and names. */
export const loadTitleFaces = (): Promise<unknown> => (faces ??= import('./titles.css'));

/**
 * Whether the font for a title or name is there. Lines that were drawn without it would move when it comes: show them
 * then. True after a while in any case.
 */
export function useFontFor(text: string): boolean {
  const isReady = !OTHERS.test(text) || ready.has(text);
  const [, redraw] = useState(0);
  useEffect(() => {
    if (isReady) return;
    let isCurrent = true;
    const show = () => {
      ready.add(text);
      if (isCurrent) redraw((n) => n + 1);
    };
    const timer = setTimeout(show, WAIT_MILLISECONDS);
    loadFont(text).then(show, show);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, isReady]);
  return isReady;
}

async function loadFont(text: string): Promise<void> {
  await loadTitleFaces();
  await document.fonts.load('16px "Pretendard Variable"', withoutMessageFont(text));
}

/** What of the text the font of the Korean messages lacks; all of it on an English page, which does not load that one. */
function withoutMessageFont(text: string): string {
  const ranges = [...document.fonts]
    .filter(({ family, status }) => status === 'loaded' && family.includes('Pretendard UI'))
    .flatMap(({ unicodeRange }) => unicodeRange.split(',').map(rangeOf));
  const has = (character: string) => {
    const code = character.codePointAt(0) ?? 0;
    return ranges.some(([first, last]) => code >= first && code <= last);
  };
  return [...text].filter((character) => !has(character) && OTHERS.test(character)).join('');
}

/** `U+AC00` or `U+20-7E` as its first and last code point. */
function rangeOf(range: string): [first: number, last: number] {
  const [first = '', last = first] = range.replace(/^\s*U\+/i, '').split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
}
