/**
 * The arrows of ARCHITECTURE.md as errors. Packages are layers and point down; inside the domain the
 * names know only those to the right of their arrow.
 */
const layers = {
  'packages/contract': [],
  'packages/settings': [],
  'packages/embedded': [],
  'packages/database': ['packages/contract', 'packages/embedded'],
  'packages/domain': ['packages/contract', 'packages/database'],
  'packages/payment-providers': ['packages/domain'],
  'packages/api': ['packages/contract', 'packages/domain'],
  'packages/process': [
    'packages/settings',
    'packages/database',
    'packages/domain',
    'packages/payment-providers',
    'packages/api',
  ],
  'apps/server': [
    'packages/contract',
    'packages/settings',
    'packages/domain',
    'packages/api',
    'packages/process',
  ],
  'apps/worker': [
    'packages/contract',
    'packages/settings',
    // Its job store may be in the same Postgres; the tables of that are made with the others.
    'packages/database',
    'packages/domain',
    'packages/api',
    'packages/process',
  ],
  'packages/chart-editor': ['packages/contract', 'packages/seat-map', 'packages/ui'],
  'packages/ui': ['packages/contract', 'packages/sdk'],
  'packages/pages': ['packages/process', 'packages/sdk', 'packages/ui'],
  'apps/storefront': [
    'packages/pages',
    'packages/contract',
    'packages/settings',
    'packages/process',
    'packages/sdk',
    'packages/seat-map',
    'packages/ui',
  ],
  'apps/console': [
    'packages/chart-editor',
    'packages/contract',
    'packages/settings',
    'packages/process',
    'packages/sdk',
    'packages/seat-map',
    'packages/ui',
    'packages/pages',
  ],
  'apps/local': [
    'apps/console',
    'packages/contract',
    'packages/settings',
    'packages/embedded',
    'packages/database',
    'apps/server',
    'apps/worker',
    'apps/storefront',
  ],
  'packages/api-reference': ['packages/contract', 'packages/api'],
  'packages/seat-map': ['packages/contract'],
  'packages/sdk': ['packages/contract', 'packages/api', 'packages/api-reference'],
  benchmarks: ['packages/contract', 'packages/embedded', 'packages/database', 'packages/domain'],
  e2e: [
    'packages/contract',
    'packages/database',
    'packages/api',
    'packages/api-reference',
    'packages/sdk',
    // Its stand-in for Stripe.
    'packages/payment-providers',
    'packages/pages',
    'apps/server',
    'apps/storefront',
    'apps/console',
  ],
  rehearsals: [
    'packages/contract',
    'packages/settings',
    'packages/embedded',
    'packages/database',
    'packages/domain',
    'packages/api',
    'apps/server',
  ],
  'apps/demo': ['packages/contract', 'packages/settings', 'packages/api', 'apps/local'],
};

const domain = {
  kernel: [],
  'operator-log': ['kernel'],
  concert: ['kernel'],
  balance: ['kernel'],
  seating: ['kernel', 'concert'],
  queue: ['kernel', 'concert', 'seating', 'operator-log'],
  catalog: ['kernel', 'concert', 'seating', 'queue', 'operator-log'],
  reservation: ['kernel', 'concert', 'seating', 'queue'],
  'seat-watch': ['kernel', 'concert', 'seating', 'queue'],
  'top-up': ['kernel', 'operator-log', 'balance', 'queue', 'reservation'],
  payment: ['kernel', 'operator-log', 'balance', 'seating', 'queue', 'reservation', 'top-up'],
  user: ['kernel', 'operator-log', 'balance', 'seating', 'queue', 'reservation'],
  audit: ['kernel', 'concert'],
  archive: ['kernel', 'audit'],
  health: ['kernel'],
  exports: ['kernel'],
  board: ['kernel', 'concert', 'seating', 'queue', 'operator-log', 'sales-stats', 'health'],
  people: ['kernel', 'balance', 'queue', 'reservation', 'top-up', 'payment'],
  'sales-stats': ['kernel', 'concert', 'seating', 'queue'],
};

/** The parts of a queue. `queue-context.ts` stands beside them: it names the memory of one process. */
const queue = {
  token: [],
  entry: [],
  failures: [],
  availability: ['failures'],
  lock: ['entry'],
  purge: ['entry', 'lock'],
  pacing: [],
  prequeue: ['lock'],
  admission: ['entry', 'lock', 'prequeue'],
  draw: ['lock', 'admission'],
  replica: ['token', 'entry', 'failures', 'pacing', 'draw'],
  poll: ['token', 'entry', 'availability', 'pacing', 'replica'],
  pass: ['token', 'entry', 'poll'],
  watch: ['token', 'entry', 'availability', 'replica', 'poll'],
  join: ['token', 'entry', 'lock', 'prequeue', 'admission', 'poll'],
  leave: ['token', 'lock', 'admission'],
  operator: ['entry', 'pacing', 'draw', 'replica'],
};

const own = (folder) => `^${folder}/`;
const anyOf = (folders) => `^(${folders.join('|')})/`;
const production = { pathNot: '/(test|testing)/|\\.test\\.ts$|/tsdown\\.config\\.ts$' };

const layerRules = Object.entries(layers).map(([layer, below]) => ({
  name: `${layer.replace('/', '-')}-points-down`,
  severity: 'error',
  from: { path: own(layer), ...production },
  to: { path: '^(packages|apps|benchmarks|e2e|rehearsals)/', pathNot: anyOf([layer, ...below]) },
}));

const domainRules = Object.entries(domain).map(([name, known]) => ({
  name: `domain-${name}-points-down`,
  severity: 'error',
  from: { path: own(`packages/domain/src/${name}`) },
  to: {
    path: '^packages/domain/src/',
    pathNot: anyOf([name, ...known].map((known) => `packages/domain/src/${known}`)),
  },
}));

const queueRules = Object.entries(queue).map(([part, known]) => ({
  name: `queue-${part}-points-down`,
  severity: 'error',
  from: { path: own(`packages/domain/src/queue/${part}`) },
  to: {
    path: '^packages/domain/src/queue/[^/]+/',
    pathNot: anyOf([part, ...known].map((known) => `packages/domain/src/queue/${known}`)),
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-missing-modules',
      severity: 'error',
      from: {},
      // Vite answers with the address of a file.
      to: { couldNotResolve: true, pathNot: '\\?url$' },
    },
    {
      name: 'the-api-does-not-touch-the-orm',
      severity: 'error',
      from: { path: '^(packages/api|packages/contract)/' },
      to: { path: 'node_modules/.*(@mikro-orm|/pg/|kysely)' },
    },
    {
      name: 'the-domain-does-not-know-the-transport',
      severity: 'error',
      from: { path: '^packages/(domain|database|contract)/' },
      to: { path: 'node_modules/.*@trpc' },
    },
    {
      name: 'codes-and-headers-are-free-of-zod',
      severity: 'error',
      from: { path: '^packages/contract/src/(error-codes|headers)\\.ts$' },
      to: { path: '.' },
    },
    {
      name: 'no-app-imports-what-stands-above-it',
      comment: 'Tests and test support included: what stands above starts real apps.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^(benchmarks|e2e|rehearsals)/' },
    },
    {
      name: 'no-package-imports-what-stands-above-it',
      comment: 'Tests and test support included. Tests of the whole product belong in e2e/.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(apps|benchmarks|e2e|rehearsals)/' },
    },
    {
      name: 'only-tests-and-generators-import-the-api-reference',
      severity: 'error',
      from: {
        path: '^(packages|apps|benchmarks|rehearsals)/',
        pathNot: '^packages/(api-reference|sdk/build)/',
      },
      to: { path: own('packages/api-reference') },
    },
    {
      name: 'the-product-needs-no-development-package',
      comment: '`start`, `demo` and `migrate` install dependencies only (setup/install.mjs).',
      severity: 'error',
      from: {
        path: '^(apps|packages)/[^/]+/src/',
        pathNot: '\\.test\\.ts$|^packages/(sdk|seat-map|api-reference)/|^apps/local/src/dev/',
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
    ...layerRules,
    ...domainRules,
    ...queueRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Programs that run only where the packed SDK or the tools of the consumer tests are installed.
    exclude: { path: '/migrations/|/dist/|^e2e/consumers/(programs|types|tools)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@frontrow/source', 'import', 'node'],
    },
    detectProcessBuiltinModuleCalls: false,
  },
};
