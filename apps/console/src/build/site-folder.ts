import { builtFolder } from '@frontrow/pages/build/site-folder.ts';

const PACKAGES = ['pages', 'ui', 'sdk', 'contract', 'seat-map', 'chart-editor'];

/** The folder of the built pages, which are built first where their sources have changed. */
export const siteFolder = (signal?: AbortSignal): Promise<string> =>
  builtFolder({ app: 'console', packages: PACKAGES, signal });
