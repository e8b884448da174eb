import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { keptReport, reportOnBuild } from '../../build/api-report.ts';
import { openSale, type Sale } from '../../testing/sale.ts';
import { bundle, gzipped } from '../testing/bundle.ts';
import { COMPILERS, compile } from '../testing/compile.ts';
import { startEdge } from '../testing/edge.ts';
import { hoverOver } from '../testing/hover.ts';
import { importsOf } from '../testing/imports.ts';
import { publintOn, typesWrongIn } from '../testing/judges.ts';
import { lacking } from '../testing/lacking.ts';
import { type Packed, packAndInstall } from '../testing/pack.ts';
import { type Site, startSite } from '../testing/page.ts';
import { addReact } from '../testing/react.ts';
import { run, succeed } from '../testing/run.ts';
import { bun, node20 } from '../testing/runtimes.ts';

const DONE = {
  entered: 'ACTIVE',
  paid: 'PAID',
  at: true,
  tickets: 2,
  payments: 1,
  passIsUsedUp: true,
};
const NO_BROWSER = 77;
const INSTALLED = 'node_modules/@frontrow/sdk';

let site: Site;
let sale: Sale;
let packed: Packed;
beforeAll(async () => {
  site = await startSite();
  sale = await openSale({ CORS_ORIGINS: site.origin });
  packed = await packAndInstall();
  addReact(packed.project);
});
afterAll(async () => {
  packed?.remove();
  site?.close();
  await sale?.close();
});

/** What a consumer is told: where, who, and which concert. */
async function errand(name: string): Promise<string> {
  const { authorization = '' } = await sale.live.signIn(name);
  const token = authorization.slice('Bearer '.length);
  return JSON.stringify({ url: sale.live.server.url, token, concertId: await sale.concert(4) });
}

/** What the page of the site comes to, in a browser. */
async function visit(context: TestContext, name: string): Promise<unknown> {
  const main = join(import.meta.dirname, '../browser/main.ts');
  const args = [main, site.origin, await errand(name)];
  const { code, stdout, output } = await run(process.execPath, args, packed.project);
  if (code === NO_BROWSER) lacking(context, `a browser: ${output}`);
  expect(code, output).toBe(0);
  return JSON.parse(stdout);
}

/** The files of types that were installed. */
const declarations = (project: string): [string, string][] => {
  const folder = join(project, INSTALLED, 'dist');
  const names = readdirSync(folder).filter((name) => /\.d\.c?ts$/.test(name));
  return names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]);
};

describe('the journey, in', () => {
  test.for([
    ['Node 24', process.execPath],
    ['Node 20', node20()],
    ['Bun', bun()],
  ] as const)('%s, as ESM and as CommonJS', async ([name, runtime], context) => {
    const binary = runtime ?? lacking(context, name);
    for (const program of ['program.mjs', 'program.cjs']) {
      const args = [join('programs', program), await errand(`${name} ${program}`)];
      const written = await succeed(binary, args, packed.project);
      expect(JSON.parse(written), program).toEqual(DONE);
    }
  });

  test('an edge worker', async () => {
    const entry = `export { default } from './programs/worker.mjs'`;
    const conditions = ['workerd', 'worker', 'browser'];
    const worker = await bundle(packed.project, { entry, conditions, platform: 'neutral' });
    const edge = await startEdge(packed.project, worker);
    try {
      const response = await fetch(edge.url, { method: 'POST', body: await errand('edge') });
      expect(await response.json()).toEqual(DONE);
    } finally {
      await edge.stop();
    }
  });

  test('a page in a browser', async (context) => {
    site.publish(await bundle(packed.project, { entry: `import './programs/page.mjs'` }));
    expect(await visit(context, 'page')).toEqual(DONE);
  });
});

describe('the hooks', () => {
  test('are rendered on a server, as ESM and as CommonJS', async () => {
    const args = [join('programs', 'hooks-server.mjs')];
    const written = JSON.parse(await succeed(process.execPath, args, packed.project));
    expect(written).toEqual(['<p>JOINING NONE</p>', '<p>JOINING NONE</p>']);
  });

  test('go the whole way in a browser', async (context) => {
    const entry = `import './programs/hooks-page.mjs'`;
    const define = { 'process.env.NODE_ENV': '"production"' };
    site.publish(await bundle(packed.project, { entry, define }));
    expect(await visit(context, 'hooks')).toEqual({ paid: 'PAID', balance: 0 });
  });

  test('say that they are for the client', () => {
    for (const name of ['react.js', 'react.cjs']) {
      const text = readFileSync(join(packed.project, INSTALLED, 'dist', name), 'utf8');
      expect(text, name).toMatch(/^["']use client["']/);
    }
  });
});

describe('the types', () => {
  test('name no package but React', () => {
    for (const [name, text] of declarations(packed.project)) {
      const named = [
        ...text.matchAll(/(?:from|import|require|import\()\s*["']([^"'.][^"']*)["']/g),
      ];
      expect(
        named.map(([, source]) => source),
        name,
      ).toEqual(name.startsWith('react.') ? ['react'] : []);
      expect(text, name).not.toMatch(/@trpc|\bzod\b|kysely|mikro-orm|superjson|@frontrow\/(?!sdk)/);
    }
  });

  test.each(
    Object.keys(COMPILERS).flatMap((compiler) =>
      (['nodenext', 'bundler'] as const).map((resolution) => [compiler, resolution] as const),
    ),
  )(
    'compile strictly, and refuse what they must, with TypeScript %s and %s',
    async (version, how) => {
      const compiler = version as keyof typeof COMPILERS;
      const files = ['types/consumer.ts', ...(how === 'nodenext' ? ['types/consumer.cts'] : [])];
      expect(await compile(packed.project, compiler, { files, moduleResolution: how })).toBe('');
      const hooks = { files: ['types/hooks.ts'], moduleResolution: how, withReact: true };
      expect(await compile(packed.project, compiler, hooks)).toBe('');
    },
  );

  test('are readable where an editor shows them', () => {
    const hover = (expression: string) => hoverOver(packed.project, expression);
    expect(hover('client.concert.list')).toBe(
      '(property) ConcertApi.list: Query<PageInput | undefined, ConcertPage>\n' +
        'Every concert, on sale or not.',
    );
    expect(hover('session.api.payment.pay')).toBe(
      '(property) PaymentInLineApi.pay: Mutation<PayInput, Payment>\n' +
        'Pays for a hold from the balance and uses up the pass.',
    );
    expect(hover('session.api.concert.seats.query')).toContain(
      'query: (input: SeatsInput, options?: CallOptions | undefined) => Promise<Seats>',
    );
    expect(hover('client.concert.dates')).toBe(
      '(property) ConcertApi.dates: InLineQuery<ConcertInput, Dates>\n' +
        'The dates that can be booked.',
    );
  });

  test('are those of the report in the repository', () => {
    expect(reportOnBuild(), 'pnpm --filter @frontrow/sdk api:update writes it').toBe(keptReport());
  });
});

describe('the package', () => {
  test('has nothing against it by publint and are-the-types-wrong', async () => {
    expect(await publintOn(packed.tarball)).toEqual([]);
    expect(await typesWrongIn(packed.tarball)).toEqual([]);
  });

  test('asks for nothing to be installed beside it', () => {
    const manifest = readFileSync(join(packed.project, INSTALLED, 'package.json'), 'utf8');
    expect(JSON.parse(manifest)).not.toHaveProperty('dependencies');
  });

  test('imports nothing, but for what the hooks are made for', () => {
    const imports = importsOf(join(packed.project, INSTALLED, 'dist'));
    expect(imports.size).toBeGreaterThan(5);
    for (const [name, named] of imports) {
      expect(named, name).toEqual(
        name.startsWith('react.') ? ['@tanstack/react-query', 'react'] : [],
      );
    }
  });

  test('says what changed, and under which terms it may be used', () => {
    const files = readdirSync(join(packed.project, INSTALLED));
    expect(files.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
  });

  test('is small, and a part of it smaller', async () => {
    const entry = (names: string) =>
      `import { ${names} } from '@frontrow/sdk'; console.log(${names})`;
    for (const target of ['esnext', 'es2020']) {
      const all = `import * as sdk from '@frontrow/sdk'; console.log(sdk)`;
      const size = gzipped(await bundle(packed.project, { entry: all, target }));
      expect(size, target).toBeLessThanOrEqual(15_000);
    }
    const part = await bundle(packed.project, { entry: entry('isFrontrowError') });
    expect(gzipped(part)).toBeLessThan(500);
  });
});
