import type { PageModules } from '@frontrow/pages/build/page-modules.ts';

/** The modules of each page but the first, as the router imports them. */
export const PAGES: PageModules[] = [
  { name: 'sign-in', path: /^\/sign-in$/, modules: ['sign-in/sign-in-page.tsx'] },
  { name: 'board', path: /^\/concerts\/[^/]+$/, modules: ['board/board-page.tsx'] },
  { name: 'door', path: /^\/door$/, modules: ['door/door-page.tsx'] },
];
