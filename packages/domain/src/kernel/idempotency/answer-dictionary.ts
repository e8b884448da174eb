/**
 * What answers of keyed calls have in common, the most frequent last. It never changes: stored answers can only be read
 * with the dictionary that they were written with. A field that is missing here makes its answers a little longer.
 */
export const DICTIONARY = Buffer.from(
  [
    '{"json":{"id":"","amount":0,"currency":"KRW","status":"REQUIRES_ACTION","PROCESSING","DECLINED","CANCELLED","CREDITED","action":{"type":"redirect","url":"https://"},"entryId":null,"createdAt":"2026-","endedAt":null,"refundedAt":null,"attention":null,"reservationId":null},"meta":{"values":{"createdAt":["Date"],"endedAt":["Date"],"refundedAt":["Date"]},"v":1}}',
    '{"json":{"amount":0,"currency":"EUR","entryId":"019"}}',
    '{"json":{"id":"019","reservationId":"019","amount":100000,"currency":"USD","balanceAfter":0,"status":"REFUNDED","paidAt":"2026-","refundedAt":"2026-"},"meta":{"values":{"paidAt":["Date"],"refundedAt":["Date"]},"v":1}}',
    '{"json":{"id":"019","reservationId":"019","amount":100000,"currency":"KRW","balanceAfter":0,"status":"PAID","paidAt":"2026-","refundedAt":null},"meta":{"values":{"paidAt":["Date"]},"v":1}}',
    '{"json":{"id":"019","performanceId":"019","concertId":"019","startsAt":"2026-01-01T00:00:00.000Z","timezone":"Asia/Seoul","status":"HELD","seats":[{"id":"019","place":0,"label":"Floor A 1-1","section":"Floor A","row":"1","number":1,"price":100000},{"id":"019","place":1,"label":"Floor A 1-2","section":"Floor A","row":"1","number":2,"price":100000}],"amount":100000,"currency":"KRW","heldAt":"2026-","holdExpiresAt":"2026-","paymentId":null},"meta":{"values":{"startsAt":["Date"],"heldAt":["Date"],"holdExpiresAt":["Date"]},"v":1}}',
  ].join(''),
);
