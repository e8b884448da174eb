import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert } from './concert.ts';

/**
 * The draw of a pre-queue. The row exists before anybody can join, so that the hash of the seed is public
 * first. The opening makes the list final; the entries get their queue numbers in the drawn order.
 */
export const Draw = defineEntity({
  name: 'Draw',
  tableName: 'draw',
  properties: {
    concert: () => p.manyToOne(Concert).primary().mapToPk(),
    round: p.integer().primary(),
    /** 32 random bytes, secret until `drawnAt`. */
    seed: p.blob(),
    /** The name of the public random value, given in advance, and the value once it is published. */
    source: p.string().length(200).nullable(),
    publicValue: p.string().length(1000).nullable(),
    /** When the list became final. */
    frozenAt: p.datetime().columnType('timestamptz').nullable(),
    /** The length of the final list. */
    entrants: p.bigint('number').nullable(),
    /** The entries of the list get the queue numbers after this one. */
    afterNumber: p.bigint('number').nullable(),
    /** SHA-256 of the final list. */
    entrantsHash: p.blob().nullable(),
    /** When the seed was revealed. */
    drawnAt: p.datetime().columnType('timestamptz').nullable(),
    /** How many entries have got their queue number, in the drawn order. */
    numbered: p.bigint('number').default(0),
    /** When the list was packed into DrawList; the single rows stay for some time. */
    listPackedAt: p.datetime().columnType('timestamptz').nullable(),
  },
  checks: [
    { name: 'draw_seed_long_enough', expression: 'length(seed) = 32' },
    {
      name: 'draw_frozen_has_list',
      expression:
        '(frozen_at is null) = (entrants is null) and (entrants is null) = (after_number is null)',
    },
    {
      name: 'draw_revealed_after_hash',
      expression:
        'drawn_at is null or (entrants_hash is not null and (source is null or public_value is not null))',
    },
    {
      name: 'draw_numbers_in_list',
      expression: 'numbered = 0 or (drawn_at is not null and numbered <= entrants)',
    },
  ],
});
export type Draw = InferEntity<typeof Draw>;

/**
 * A piece of the list of an old draw: its entrants in order of arrival, 16 bytes each. It is kept for ever, as the proof
 * of the draw. The bytes are random and are not compressed, so that a page reads only its own.
 */
export const DrawList = defineEntity({
  name: 'DrawList',
  tableName: 'draw_list',
  properties: {
    concertId: p.uuid().primary(),
    round: p.integer().primary(),
    /** The arrival of its first entrant. */
    firstArrival: p.bigint('number').primary(),
    entrants: p.blob(),
  },
  checks: [
    {
      name: 'draw_list_has_entrants',
      expression: 'length(entrants) > 0 and length(entrants) % 16 = 0 and first_arrival > 0',
    },
  ],
});
export type DrawList = InferEntity<typeof DrawList>;

/** One entrant on the list of a draw: the pseudonym of a queue entry, with its order of arrival. */
export const DrawEntrant = defineEntity({
  name: 'DrawEntrant',
  tableName: 'draw_entrant',
  properties: {
    concertId: p.uuid().primary(),
    round: p.integer().primary(),
    arrival: p.bigint('number').primary(),
    entrant: p.uuid(),
  },
});
export type DrawEntrant = InferEntity<typeof DrawEntrant>;
