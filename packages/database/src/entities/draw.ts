import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { Concert } from './concert.ts';

/**
 * The draw of a pre-queue. Its row is there before anybody can join, so that the hash of the seed is
 * public by then; the opening freezes the list, and the numbers are given in the order of the draw.
 */
export const Draw = defineEntity({
  name: 'Draw',
  tableName: 'draw',
  properties: {
    concert: () => p.manyToOne(Concert).primary().mapToPk(),
    round: p.integer().primary(),
    /** 32 random bytes, secret until the draw is held. */
    seed: p.blob(),
    /** The public value that was named beforehand, and what it came out as. */
    source: p.string().length(200).nullable(),
    publicValue: p.string().length(1000).nullable(),
    frozenAt: p.datetime().columnType('timestamptz').nullable(),
    /** How many are on the list, and the number after which theirs begin. */
    entrants: p.bigint('number').nullable(),
    afterNumber: p.bigint('number').nullable(),
    /** SHA-256 of the list. */
    entrantsHash: p.blob().nullable(),
    /** When the seed was revealed. */
    drawnAt: p.datetime().columnType('timestamptz').nullable(),
    /** Places of the draw whose tokens have been given their number. */
    numbered: p.bigint('number').default(0),
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

/** The list of a draw: who joined before the opening, by pseudonym, in order of arrival. */
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
