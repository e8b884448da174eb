import { z } from 'zod';

/** A uuid in any of its versions, folded to lower case; the product itself makes version 7. */
export const id = z.guid('must be a uuid').toLowerCase();

/** Integer minor units of the deployment's one currency. */
export const money = z.int();

/** Most minor units of one seat's price: a hundred of them still add up to a safe integer. */
export const MAX_PRICE = 1_000_000_000_000;

/** Text that the database can keep: no NUL character, no half of a surrogate pair. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'must be well-formed text');

/** A time that the database and every client can write: 1970 to 9999. */
export const time = z.date().min(new Date(0)).max(new Date('9999-12-31T23:59:59.999Z'));

/** Made by the caller, 8 to 128 characters; the same key with the same input replays the stored answer. */
export const idempotencyKey = text.min(8).max(128).optional();

export const name = text.trim().min(1).max(200);

/** 1 to 100 items a page; `cursor` is the `nextCursor` of the page before. */
export const pageInput = z.object({
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(100).default(20),
});
export type PageInput = z.output<typeof pageInput>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Filters that the operator's lists share. */
export const operatorFilters = {
  userId: id.optional(),
  concertId: id.optional(),
  performanceId: id.optional(),
};

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** An IANA time zone name that this runtime knows; an offset such as +09:00 is none. */
export const timezone = z.string().refine((value) => {
  if (!/^[A-Za-z]/.test(value)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}, 'must be an IANA time zone');
