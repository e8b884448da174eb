import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { ListPage } from './concerts/list-page.tsx';
import { ErrorPage } from './shell/error-page.tsx';
import { Layout } from './shell/layout.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { requireSignIn } from './sign-in/require-sign-in.ts';

/** Each page is loaded when it is opened; only the list comes with the first load. */
const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage });

const list = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: ({ q, show }: { q?: unknown; show?: unknown }) => ({
    ...(typeof q === 'string' && q ? { q } : {}),
    ...(show === 'sale' || show === 'soon' ? { show: show as 'sale' | 'soon' } : {}),
  }),
  component: ListPage,
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only a path of this site: an address in a link must not lead elsewhere.
  validateSearch: ({ next }: { next?: unknown }) => ({
    next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/',
  }),
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
});
const concert = createRoute({
  getParentRoute: () => root,
  path: '/concerts/$concertId',
  component: lazyRouteComponent(() => import('./concerts/concert-page.tsx'), 'ConcertPage'),
});

/** The pages of a turn: they share one queue entry, which waits as long as one of them is open. */
const turn = createRoute({
  getParentRoute: () => root,
  id: 'turn',
  beforeLoad: requireSignIn,
  component: lazyRouteComponent(() => import('./queue/turn-layout.tsx'), 'TurnLayout'),
});
const queue = createRoute({
  getParentRoute: () => turn,
  path: '/concerts/$concertId/queue',
  component: lazyRouteComponent(() => import('./queue/queue-page.tsx'), 'QueuePage'),
});
const dates = createRoute({
  getParentRoute: () => turn,
  path: '/concerts/$concertId/dates',
  component: lazyRouteComponent(() => import('./seats/dates-page.tsx'), 'DatesPage'),
});
const seats = createRoute({
  getParentRoute: () => turn,
  path: '/concerts/$concertId/dates/$performanceId',
  component: lazyRouteComponent(() => import('./seats/seat-page.tsx'), 'SeatPage'),
});
const checkout = createRoute({
  getParentRoute: () => turn,
  path: '/concerts/$concertId/checkout',
  component: lazyRouteComponent(() => import('./checkout/checkout-page.tsx'), 'CheckoutPage'),
});

const reservations = createRoute({
  getParentRoute: () => root,
  path: '/reservations',
  beforeLoad: requireSignIn,
  component: lazyRouteComponent(
    () => import('./account/reservations-page.tsx'),
    'ReservationsPage',
  ),
});
const tickets = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$paymentId',
  beforeLoad: requireSignIn,
  component: lazyRouteComponent(() => import('./account/tickets-page.tsx'), 'TicketsPage'),
});
const wallet = createRoute({
  getParentRoute: () => root,
  path: '/wallet',
  beforeLoad: requireSignIn,
  component: lazyRouteComponent(() => import('./account/wallet-page.tsx'), 'WalletPage'),
});

/** The router of the pages. */
export const createPageRouter = () =>
  createRouter({
    routeTree: root.addChildren([
      ...[list, signIn, concert, reservations, tickets, wallet],
      turn.addChildren([queue, dates, seats, checkout]),
    ]),
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultErrorComponent: ErrorPage,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
