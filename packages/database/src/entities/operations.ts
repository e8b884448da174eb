import { OPERATOR_ACTIONS } from '@frontrow/contract/operations';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { appendOnly } from './append-only.ts';
import { User } from './user.ts';

/** The stored answer of a mutation, written in the same transaction as its effect. */
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
});
export type IdempotencyKey = InferEntity<typeof IdempotencyKey>;

/** One action of an operator, append-only. */
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
  triggers: appendOnly('operator_action'),
});
export type OperatorAction = InferEntity<typeof OperatorAction>;
