import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { ConcertsPage } from './concerts/concerts-page.tsx';
import { logFilters } from './log/filters.ts';
import { ErrorPage } from './shell/error-page.tsx';
import { Layout } from './shell/layout.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { requireDoor, requireOperator } from './sign-in/require-role.ts';

/** Each page is loaded when it is opened; only the list of concerts comes with the first load. */
const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  // Only a path of this site: an address in a link must not lead elsewhere.
  validateSearch: ({ next }: { next?: unknown }) => ({
    next: typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/',
  }),
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
});
const door = createRoute({
  getParentRoute: () => root,
  path: '/door',
  beforeLoad: requireDoor,
  component: lazyRouteComponent(() => import('./door/door-page.tsx'), 'DoorPage'),
});

/** All other pages: for operators. */
const operators = createRoute({
  getParentRoute: () => root,
  id: 'operators',
  beforeLoad: requireOperator,
});
const concerts = createRoute({
  getParentRoute: () => operators,
  path: '/',
  component: ConcertsPage,
});
const newConcert = createRoute({
  getParentRoute: () => operators,
  path: '/concerts/new',
  component: lazyRouteComponent(() => import('./setup/new-concert-page.tsx'), 'NewConcertPage'),
});
const board = createRoute({
  getParentRoute: () => operators,
  path: '/concerts/$concertId',
  validateSearch: ({ date, wall }: { date?: unknown; wall?: unknown }) => ({
    ...(typeof date === 'string' && date ? { date } : {}),
    ...(wall ? { wall: true } : {}),
  }),
  component: lazyRouteComponent(() => import('./board/board-page.tsx'), 'BoardPage'),
});
const setup = createRoute({
  getParentRoute: () => operators,
  path: '/concerts/$concertId/setup',
  component: lazyRouteComponent(() => import('./setup/setup-page.tsx'), 'SetupPage'),
});
const date = createRoute({
  getParentRoute: () => operators,
  path: '/concerts/$concertId/dates/$performanceId',
  component: lazyRouteComponent(() => import('./setup/date-page.tsx'), 'DatePage'),
});
const places = createRoute({
  getParentRoute: () => operators,
  path: '/concerts/$concertId/dates/$performanceId/places',
  component: lazyRouteComponent(() => import('./setup/places-page.tsx'), 'PlacesPage'),
});
const draw = createRoute({
  getParentRoute: () => operators,
  path: '/concerts/$concertId/draw',
  component: lazyRouteComponent(() => import('./trust/draw-page.tsx'), 'DrawPage'),
});
const charts = createRoute({
  getParentRoute: () => operators,
  path: '/charts',
  component: lazyRouteComponent(() => import('./charts/charts-page.tsx'), 'ChartsPage'),
});
const newChart = createRoute({
  getParentRoute: () => operators,
  path: '/charts/new',
  component: lazyRouteComponent(() => import('./charts/new-chart-page.tsx'), 'NewChartPage'),
});
const chart = createRoute({
  getParentRoute: () => operators,
  path: '/charts/$chartId',
  component: lazyRouteComponent(() => import('./charts/chart-page.tsx'), 'ChartPage'),
});
const people = createRoute({
  getParentRoute: () => operators,
  path: '/people',
  validateSearch: ({ q }: { q?: unknown }) => (typeof q === 'string' && q ? { q } : {}),
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
});
const person = createRoute({
  getParentRoute: () => operators,
  path: '/people/$userId',
  component: lazyRouteComponent(() => import('./people/person-page.tsx'), 'PersonPage'),
});
const money = createRoute({
  getParentRoute: () => operators,
  path: '/money',
  component: lazyRouteComponent(() => import('./exports/money-page.tsx'), 'MoneyPage'),
});
const log = createRoute({
  getParentRoute: () => operators,
  path: '/log',
  validateSearch: logFilters,
  component: lazyRouteComponent(() => import('./log/log-page.tsx'), 'LogPage'),
});
const audit = createRoute({
  getParentRoute: () => operators,
  path: '/audit',
  component: lazyRouteComponent(() => import('./trust/audit-page.tsx'), 'AuditPage'),
});

/** The router of the pages. */
export const createPageRouter = () =>
  createRouter({
    routeTree: root.addChildren([
      ...[signIn, door],
      operators.addChildren([
        ...[concerts, newConcert, board, setup, date, places, draw],
        ...[charts, newChart, chart, people, person, money, log, audit],
      ]),
    ]),
    scrollRestoration: true,
    defaultErrorComponent: ErrorPage,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
