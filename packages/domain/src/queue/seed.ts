import { randomBytes } from 'node:crypto';

/** The secret of a draw; its hash is public from then on. */
export const newSeed = (): Buffer => randomBytes(32);
