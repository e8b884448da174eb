import type { SiteOptions } from '@frontrow/pages/server/site.ts';
import { PAGES } from '../build/page-modules.ts';

/** The console as a site. The reader of the door's camera is WebAssembly, which a policy has to allow. */
export const siteOf = (
  options: Pick<SiteOptions, 'folder' | 'apiUrl' | 'trustedProxies'>,
): SiteOptions => ({ ...options, pages: PAGES, scripts: "'wasm-unsafe-eval'" });
