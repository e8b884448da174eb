import type { PageModules } from '@frontrow/pages/build/page-modules.ts';

const TURN = 'queue/turn-layout.tsx';

/**
 * The modules of each page but the first, as the router imports them: the served page names them, so that they load
 * beside the first script and not after it.
 */
export const PAGES: PageModules[] = [
  { name: 'sign-in', path: /^\/sign-in$/, modules: ['sign-in/sign-in-page.tsx'] },
  { name: 'concert', path: /^\/concerts\/[^/]+$/, modules: ['concerts/concert-page.tsx'] },
  { name: 'queue', path: /^\/concerts\/[^/]+\/queue$/, modules: [TURN, 'queue/queue-page.tsx'] },
  { name: 'dates', path: /^\/concerts\/[^/]+\/dates$/, modules: [TURN, 'seats/dates-page.tsx'] },
  {
    name: 'seats',
    path: /^\/concerts\/[^/]+\/dates\/[^/]+$/,
    modules: [TURN, 'seats/seat-page.tsx', 'seat-map/src/react.ts'],
  },
  {
    name: 'checkout',
    path: /^\/concerts\/[^/]+\/checkout$/,
    modules: [TURN, 'checkout/checkout-page.tsx'],
  },
  { name: 'tickets', path: /^\/tickets\/[^/]+$/, modules: ['account/tickets-page.tsx'] },
  { name: 'reservations', path: /^\/reservations$/, modules: ['account/reservations-page.tsx'] },
  { name: 'wallet', path: /^\/wallet$/, modules: ['account/wallet-page.tsx'] },
];
