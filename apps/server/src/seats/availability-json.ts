import type { AvailabilityView } from '@frontrow/contract/chart';

/** The text of the parts that all readers share, for as long as they are in use. */
const texts = new WeakMap<object, string>();

function textOf(part: object): string {
  let text = texts.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    texts.set(part, text);
  }
  return text;
}

/** What stands before the letters of all places, and after them. */
export interface SplitJson {
  head: string;
  /** Without the quotes. Null: only what changed is told. */
  letters: string | null;
  tail: string;
}

/**
 * The same text as `JSON.stringify`, with the letters of all places by themselves. What all readers share is written
 * once. The letters need no escapes.
 */
export function jsonOf({
  performanceId,
  version,
  full,
  places,
  changed,
  general,
  mine,
}: AvailabilityView): SplitJson {
  const head = `{"performanceId":"${performanceId}","version":${version},"full":${full}`;
  const tail = `,"general":${textOf(general)},"mine":${JSON.stringify(mine)}}`;
  if (places !== undefined)
    return { head: `${head},"places":"`, letters: places, tail: `"${tail}` };
  const changes = changed ? `,"changed":${textOf(changed)}` : '';
  return { head: `${head}${changes}`, letters: null, tail };
}

export const joined = ({ head, letters, tail }: SplitJson): string =>
  `${head}${letters ?? ''}${tail}`;
