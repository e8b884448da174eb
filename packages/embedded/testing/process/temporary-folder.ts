import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { ownedFolder, removeAbandoned } from '../../src/data-folder/owned-folder.ts';

const PREFIX = 'frontrow-';
const folder = () => realpathSync(tmpdir());

/** A temporary folder of this process, which has to remove it. */
export const temporaryFolder = (what: string): string => ownedFolder(folder(), `${PREFIX}${what}-`);

/** Removes those of runs that were killed before they could. */
export const removeAbandonedFolders = (): void => removeAbandoned(folder(), PREFIX);
