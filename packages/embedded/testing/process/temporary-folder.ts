import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as owned from '../../src/data-folder/owned-folder.ts';

const PREFIX = 'frontrow-';
const parent = () => realpathSync(tmpdir());

/** Creates a temporary folder. This process has to remove it. */
export const temporaryFolder = (purpose: string): string =>
  owned.createOwnedFolder(parent(), `${PREFIX}${purpose}-`);

/** Removes the temporary folders of test runs that were killed. */
export const removeAbandonedFolders = (): void => owned.removeAbandonedFolders(parent(), PREFIX);
