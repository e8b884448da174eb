import type { Page } from '@frontrow/contract/primitives';
import { validationFailed } from './errors.ts';
import { isUuid } from './uuid.ts';

/** The uuid of the last row of the page before. @throws VALIDATION_FAILED if the cursor is no uuid */
export function uuidCursor(cursor: string | null | undefined): string | null {
  if (cursor == null) return null;
  if (!isUuid(cursor)) throw validationFailed(['cursor'], 'is not a cursor of this list');
  return cursor;
}

/** The number of the last row of the page before. @throws VALIDATION_FAILED if it is no safe integer */
export function numberCursor(cursor: string | null | undefined): number | null {
  if (cursor == null) return null;
  const value = /^\d{1,16}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!Number.isSafeInteger(value)) {
    throw validationFailed(['cursor'], 'is not a cursor of this list');
  }
  return value;
}

/**
 * Makes a page from `limit + 1` rows: the extra row only tells that there is a next page.
 */
export function pageFrom<Row, Item>(
  rows: Row[],
  limit: number,
  { item, cursor }: { item: (row: Row) => Item; cursor: (row: Row) => string },
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(item),
    nextCursor: rows.length > limit && last !== undefined ? cursor(last) : null,
  };
}
