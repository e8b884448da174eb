/**
 * What the visitors of one sale were told. It is compared with the rows after the sale. Times are
 * milliseconds since 1970.
 */
export interface AnswerLog {
  positions: { entryId: string; askedAt: number; answeredAt: number; position: number }[];
  /** New entries: when the first attempt of the join began, and when one was answered. */
  joins: { entryId: string; askedAt: number; answeredAt: number }[];
  leaves: { entryId: string; answeredAt: number }[];
}
