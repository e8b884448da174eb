import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** How far the looks of the audit are: `changes` looks at what has changed, `whole` at everything. */
export const AuditLook = defineEntity({
  name: 'AuditLook',
  tableName: 'audit_look',
  properties: {
    name: p.text().primary(),
    /** Of `changes`: rows that this transaction or a later one has written have to be looked at. */
    since: p.string().columnType('xid8').nullable(),
    /** The database whose transactions are meant. */
    database: p.text().nullable(),
    /** Of `whole`: the look that is under way or was the last. */
    run: p.uuid().nullable(),
    /** Of `whole`: where it goes on; null: it is complete. */
    place: p.json<{ table: number; block: number; file?: string }>().nullable(),
    /** When the last complete look at changes began. */
    begunAt: p.datetime().columnType('timestamptz').nullable(),
    finishedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});
export type AuditLook = InferEntity<typeof AuditLook>;

/** What violated an invariant at the last look, so that each next one looks at it again until it is in order. */
export const AuditFinding = defineEntity({
  name: 'AuditFinding',
  tableName: 'audit_finding',
  properties: {
    id: p.bigint('number').primary().autoincrement(),
    /** What the ids are of. `record`: of a concert whose record of admissions is meant, with its times. */
    unit: p.text(),
    ids: p.array().columnType('uuid[]'),
    /** In microseconds since 1970. */
    firstTime: p.bigint('number').nullable(),
    lastTime: p.bigint('number').nullable(),
  },
});
export type AuditFinding = InferEntity<typeof AuditFinding>;

/** What the audit knows of the record of admissions of a concert. */
export const AuditRecord = defineEntity({
  name: 'AuditRecord',
  tableName: 'audit_record',
  properties: {
    concertId: p.uuid().primary(),
    /** The longest pass so far, in seconds. It never decreases. */
    longestPass: p.double(),
  },
});
export type AuditRecord = InferEntity<typeof AuditRecord>;
