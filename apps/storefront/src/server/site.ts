import type { SiteOptions } from '@frontrow/pages/server/site.ts';
import { PAGES } from '../build/page-modules.ts';

/** The storefront as a site. */
export const siteOf = (
  options: Pick<SiteOptions, 'folder' | 'apiUrl' | 'trustedProxies'>,
): SiteOptions => ({
  ...options,
  pages: PAGES,
  fixedFiles: ['/service-worker.js', '/manifest.webmanifest'],
});
