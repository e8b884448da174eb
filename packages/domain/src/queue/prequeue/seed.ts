import { randomBytes } from 'node:crypto';

/** A secret seed for a draw. Its hash is published before anybody can join. */
export const newSeed = (): Buffer => randomBytes(32);
