import { OPERATOR_ACTIONS } from '@frontrow/contract/operations';
import { PROCESS_KINDS } from '@frontrow/contract/operators/health';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { appendOnly } from './append-only.ts';
import { User } from './user.ts';

/** The stored answer of a mutation, written in the same transaction as its effect. */
export const StoredAnswer = defineEntity({
  name: 'StoredAnswer',
  tableName: 'stored_answer',
  properties: {
    /** No foreign key: every call would lock the row of the user for it, and users are never deleted. */
    userId: p.uuid().primary(),
    /** 128 bits of the hash of procedure and key. */
    call: p.uuid().primary(),
    /** 128 bits of the hash of the input. */
    input: p.uuid(),
    /** Compressed: see the domain's kernel/idempotency/compact-answer.ts. */
    answer: p.blob(),
    createdAt: p.datetime().columnType('timestamptz').index(),
  },
});
export type StoredAnswer = InferEntity<typeof StoredAnswer>;

/**
 * Where the version before stored answers. This version reads and purges them, and a later one drops the table. The
 * trigger is for servers of the version before that run beside this one in a rolling upgrade: what was stored here,
 * they cannot find, so they must not do it again. To them the database is busy, and they ask the caller to come back.
 */
export const IdempotencyKey = defineEntity({
  name: 'IdempotencyKey',
  tableName: 'idempotency_key',
  properties: {
    user: () => p.manyToOne(User).primary().mapToPk(),
    procedure: p.string().length(64).primary(),
    key: p.string().length(128).primary(),
    inputHash: p.string().length(64),
    answer: p.json(),
    createdAt: p.datetime().columnType('timestamptz').index(),
  },
  triggers: [
    {
      name: 'idempotency_key_is_stored_elsewhere',
      timing: 'before',
      events: ['insert'],
      forEach: 'row',
      body: `if exists (select from stored_answer where user_id = new.user_id and call = substr(encode(sha256(convert_to(new.procedure || ' ' || new.key, 'UTF8')), 'hex'), 1, 32)::uuid) then raise exception 'a newer version has stored the answer of this call' using errcode = 'lock_not_available'; end if; return new;`,
    },
  ],
});
export type IdempotencyKey = InferEntity<typeof IdempotencyKey>;

/**
 * One action of an operator, append-only. Of users it has ids only, since it outlives their erasure; servers of the
 * version before still send the name of a user that they create.
 */
export const OperatorAction = defineEntity({
  name: 'OperatorAction',
  tableName: 'operator_action',
  properties: {
    id: p.uuid().primary(),
    operator: () => p.manyToOne(User).mapToPk(),
    action: p.enum(OPERATOR_ACTIONS),
    targetId: p.uuid(),
    details: p.json<Record<string, unknown>>(),
    createdAt: p.datetime().columnType('timestamptz'),
  },
  indexes: [{ properties: ['operator', 'createdAt'] }, { properties: ['targetId'] }],
  triggers: [
    ...appendOnly('operator_action'),
    {
      name: 'operator_action_keeps_ids_only',
      timing: 'before',
      events: ['insert'],
      forEach: 'row',
      body: `if new.action = 'createUser' then new.details := new.details - 'name' - 'externalId'; end if; return new;`,
    },
  ],
});
export type OperatorAction = InferEntity<typeof OperatorAction>;

/** The one row with the settings that the data was made under, without which it means something else. */
export const Deployment = defineEntity({
  name: 'Deployment',
  tableName: 'deployment',
  properties: {
    id: p.smallint().primary().autoincrement(false),
    /** Of all amounts: CURRENCY. */
    currency: p.string().length(3),
    /** Whose `sub`s the external ids of users are: AUTH_ISSUER. */
    issuer: p.text().nullable(),
    declaredAt: p.datetime().columnType('timestamptz').defaultRaw('now()'),
  },
  checks: [{ name: 'deployment_is_one_row', expression: 'id = 1' }],
});

/**
 * What each server and worker last wrote of itself. Its migration makes the table unlogged: after a crash of the database
 * nobody needs it, and a transaction that writes nothing else does not wait for the disk.
 */
export const ProcessState = defineEntity({
  name: 'ProcessState',
  tableName: 'process_state',
  properties: {
    id: p.uuid().primary(),
    kind: p.enum(PROCESS_KINDS),
    version: p.text(),
    startedAt: p.datetime().columnType('timestamptz'),
    seenAt: p.datetime().columnType('timestamptz'),
    report: p.json(),
  },
});
