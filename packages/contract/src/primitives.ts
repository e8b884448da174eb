import { z } from 'zod';

/** A uuid of any version, converted to lower case. The server creates version 7. */
export const id = z.guid('must be a uuid').toLowerCase();

/** An integer number of minor units, such as cents, of the deployment's currency. */
export const money = z.int();

/** The highest price of a seat, in minor units. The sum of 100 such prices is still a safe integer. */
export const MAX_PRICE = 1_000_000_000_000;

/** Text that PostgreSQL can store: no NUL character, no unpaired surrogate. */
export const text = z
  .string()
  .refine((value) => !value.includes('\0') && value.isWellFormed(), 'must be well-formed text');

/** A time from 1970 to 9999, which the database and all clients can represent. */
export const time = z.date().min(new Date(0)).max(new Date('9999-12-31T23:59:59.999Z'));

/** 8 to 128 characters, chosen by the caller. A repeat with the same input returns the stored answer. */
export const idempotencyKey = text.min(8).max(128).optional();

/** An https address, such as that of an image. */
export const httpsUrl = text
  .max(2_000)
  .refine((value) => URL.parse(value)?.protocol === 'https:', 'must be an https URL');

/** Where a customer returns to from the payment provider, with `topUpId` added to its query. */
export const returnUrl = text
  .max(2_000)
  .refine(
    (value) => ['http:', 'https:'].includes(URL.parse(value)?.protocol ?? ''),
    'must be an http or https URL',
  )
  .optional();

/** The id of a user at an external issuer, 1 to 255 characters. It is compared exactly, never trimmed. */
export const externalId = text
  .min(1)
  .refine((value) => [...value].length <= 255, 'must have at most 255 characters')
  .meta({ maxLength: 255 });

export const pageInput = z.object({
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor: z.string().max(200).nullish(),
  /** The most items of the page, 1 to 100. */
  limit: z.int().min(1).max(100).default(20),
});
export type PageInput = z.output<typeof pageInput>;

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    /** The `cursor` of the next page; null on the last page. */
    nextCursor: z.string().nullable(),
  });

/** The filters that all lists for operators have. */
export const operatorFilters = {
  userId: id.optional(),
  concertId: id.optional(),
  performanceId: id.optional(),
};

export interface Page<Item> {
  items: Item[];
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: string | null;
}
