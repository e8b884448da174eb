import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { committedReport, reportOn } from '../../packages/sdk/build/api-report.ts';
import { buildNextApp } from '../testing/consumers/next/next-app.ts';
import { bundle, gzippedSize } from '../testing/consumers/package/bundle.ts';
import {
  declarationsOf,
  importsOf,
  manifestIn,
  privateNamesIn,
} from '../testing/consumers/package/imports.ts';
import { installPeers } from '../testing/consumers/package/install-peers.ts';
import { type Packed, packAndInstall } from '../testing/consumers/package/pack.ts';
import {
  publintFindings,
  typesWrongFindings,
} from '../testing/consumers/package/package-linters.ts';
import { runCommand, runSuccessfully } from '../testing/consumers/runtime/run-command.ts';
import { bun, node20 } from '../testing/consumers/runtime/runtimes.ts';
import { type Site, startSite } from '../testing/consumers/runtime/site.ts';
import { skipWithout } from '../testing/consumers/runtime/skip.ts';
import { startWorkerd } from '../testing/consumers/runtime/workerd.ts';
import {
  INSTALL_TIMEOUT,
  needsTools,
  runTool,
  toolsAbsence,
} from '../testing/consumers/tools/tools.ts';
import { TOOLS } from '../testing/consumers/tools/tools-folder.ts';
import { COMPILERS, compile } from '../testing/consumers/types/compile.ts';
import { TOOLTIPS } from '../testing/consumers/types/tooltips.ts';
import { openSale, type Sale } from '../testing/sale/sale.ts';

/** The result of `programs/journey.mjs`. */
const PURCHASE = {
  lastStatus: 'ACTIVE',
  paid: 'PAID',
  paidAtIsDate: true,
  tickets: 2,
  payments: 1,
  passIsUsedUp: true,
};
const NO_BROWSER = 77;
/** The packages that the types of an entry name, all of them optional peers. */
const TYPE_PACKAGES: Record<string, string[]> = { react: ['react'], router: ['@trpc/server'] };
const INSTALLED = 'node_modules/@frontrow/sdk';

let site: Site;
let sale: Sale;
let packed: Packed;
beforeAll(async () => {
  await toolsAbsence();
  site = await startSite();
  sale = await openSale({ CORS_ORIGINS: site.origin });
  packed = await packAndInstall('sdk');
  installPeers(packed.project);
}, INSTALL_TIMEOUT);
afterAll(async () => {
  packed?.remove();
  site?.close();
  await sale?.close();
});

/** The input of a program: the server's URL, a user's token and a concert's id, as JSON. */
async function programInput(name: string, concert = sale.concert(4)): Promise<string> {
  const { authorization = '' } = await sale.live.signIn(name);
  const token = authorization.slice('Bearer '.length);
  return JSON.stringify({ url: sale.live.server.url, token, concertId: await concert });
}

/** Makes a program the script of the site's page. */
async function publishPage(program: string): Promise<void> {
  const entry = `import './programs/${program}'`;
  const define = { 'process.env.NODE_ENV': '"production"' };
  site.publish(await bundle(packed.project, { entry, define }));
}

/** Opens the site's page in a browser; returns the result of its script. */
async function runInBrowser(
  context: TestContext,
  name: string,
  concert?: Promise<string>,
): Promise<unknown> {
  await needsTools(context);
  const main = join(TOOLS, 'browser/main.ts');
  const folder = join(packed.project, 'browser');
  const args = [main, folder, site.origin, await programInput(name, concert)];
  const { code, stdout, output } = await runCommand(process.execPath, args, { cwd: TOOLS });
  if (code === NO_BROWSER) skipWithout(context, `a browser: ${output}`);
  expect(code, output).toBe(0);
  return JSON.parse(stdout);
}

describe('a purchase runs in', () => {
  test.for([
    ['Node 24', () => process.execPath],
    ['Node 20', node20],
    ['Bun', bun],
  ] as const)('%s, as ESM and as CommonJS', async ([name, runtime], context) => {
    if (name !== 'Node 24') await needsTools(context);
    const binary = runtime() ?? skipWithout(context, name);
    for (const program of ['program.mjs', 'program.cjs']) {
      const args = [join('programs', program), await programInput(`${name} ${program}`)];
      const output = await runSuccessfully(binary, args, packed.project);
      expect(JSON.parse(output), program).toEqual(PURCHASE);
    }
  });

  test('an edge worker (workerd)', async (context) => {
    await needsTools(context);
    const entry = `export { default } from './programs/worker.mjs'`;
    const conditions = ['workerd', 'worker', 'browser'];
    const worker = await bundle(packed.project, { entry, conditions, platform: 'neutral' });
    const server = await startWorkerd(packed.project, worker);
    try {
      const response = await fetch(server.url, {
        method: 'POST',
        body: await programInput('edge'),
      });
      expect(await response.json()).toEqual(PURCHASE);
    } finally {
      await server.stop();
    }
  });

  test('a page in a browser', async (context) => {
    await publishPage('page.mjs');
    expect(await runInBrowser(context, 'page')).toEqual(PURCHASE);
  });
});

describe('the hooks', () => {
  test('render on a server, as ESM and as CommonJS', async () => {
    const args = [join('programs', 'hooks-server.mjs')];
    const html = JSON.parse(await runSuccessfully(process.execPath, args, packed.project));
    expect(html).toEqual(['<p>JOINING NONE</p>', '<p>JOINING NONE</p>']);
  });

  test('make a purchase in a browser', async (context) => {
    await publishPage('hooks-page.mjs');
    expect(await runInBrowser(context, 'hooks')).toEqual({ paid: 'PAID', balance: 0 });
  });

  test('keep the held seat in a browser when a change of the selection is refused', async (context) => {
    await publishPage('selection-page.mjs');
    const concertId = await sale.concert(6);
    const another = await (await sale.client('holds A-2')).enter(concertId);
    await another.hold((await another.seats()).slice(1, 2));
    expect(await runInBrowser(context, 'selects', Promise.resolve(concertId))).toEqual({
      refused: [
        ...['SEAT_UNAVAILABLE', 'SEAT_UNAVAILABLE', 'HOLD_LIMIT_EXCEEDED'],
        ...['SEAT_UNAVAILABLE', 'HOLD_LIMIT_EXCEEDED'],
      ],
      shown: ['S A-1'],
      held: ['S A-1'],
      changed: ['S A-3'],
    });
  });

  test('tell the end of a pass in two tabs of a browser, which share one stream', async (context) => {
    await publishPage('ended-page.mjs');
    const queue = { activeSeconds: 6, claimSeconds: 5 };
    const result = await runInBrowser(context, 'ended', sale.concert(4, queue));
    const tab = { ended: 'EXPIRED', seats: 4, inTime: true, again: 'ACTIVE' };
    expect(result).toEqual({ tabs: [tab, tab], streams: 1 });
  });

  test("have a file that begins with 'use client'", () => {
    for (const name of ['react.js', 'react.cjs']) {
      const text = readFileSync(join(packed.project, INSTALLED, 'dist', name), 'utf8');
      expect(text, name).toMatch(/^["']use client["']/);
    }
  });
});

describe('an application', () => {
  test('of Next builds a server component with the concerts, and a client component with the hooks', {
    timeout: 300_000,
  }, async (context) => {
    await needsTools(context);
    const title = (await sale.operator.concert.get.query({ concertId: await sale.concert(1) }))
      .title;
    const app = await buildNextApp(packed.project, sale.live.server.url);
    try {
      expect(app.builtPage).toContain(`<h1>${title}</h1>`);
      expect(app.builtPage.replaceAll('<!-- -->', '')).toContain('<p>JOINING NONE 0 </p>');
      expect(await app.request('/live')).toContain(`<h1>${title}</h1>`);
    } finally {
      app.remove();
    }
  });

  test('is tested with the fake API instead of a server', async () => {
    const args = [join('programs', 'fake-api.mjs')];
    const output = await runSuccessfully(process.execPath, args, packed.project);
    expect(JSON.parse(output)).toEqual({
      ...{ positions: [2, 1, null], label: 'Floor A-1', refused: true, holds: 1 },
    });
  });
});

describe('the types', () => {
  test('name no package except React in the hooks and tRPC in the router', () => {
    for (const [name, text] of declarationsOf(join(packed.project, INSTALLED, 'dist'))) {
      const named = [
        ...text.matchAll(/(?:from|import|require|import\()\s*["']([^"'.][^"']*)["']/g),
      ];
      expect(
        named.map(([, source]) => source),
        name,
      ).toEqual(TYPE_PACKAGES[name.split('.')[0] ?? ''] ?? []);
      expect(text, name).not.toMatch(/\bzod\b|kysely|mikro-orm|@frontrow\/(?!sdk)/);
    }
  });

  test.for(
    Object.keys(COMPILERS).flatMap((compiler) =>
      (['nodenext', 'bundler'] as const).map((resolution) => [compiler, resolution] as const),
    ),
  )(
    'compile with the strictest settings, and reject wrong code, with TypeScript %s and %s',
    async ([version, moduleResolution], context) => {
      const compiler = version as keyof typeof COMPILERS;
      if (compiler !== 'newest') await needsTools(context);
      const files = [
        ...['types/consumer.ts', 'types/entries.ts'],
        ...(moduleResolution === 'nodenext' ? ['types/consumer.cts'] : []),
      ];
      expect(await compile(packed.project, compiler, { files, moduleResolution })).toBe('');
      const peers = ['types/hooks.ts', 'types/router.mts'];
      const hooks = { files: peers, moduleResolution, withPeers: true };
      expect(await compile(packed.project, compiler, hooks)).toBe('');
    },
  );

  test('are readable in the tooltips of an editor', async (context) => {
    await needsTools(context);
    const tooltips = await runTool('tooltips.ts', [packed.project, ...Object.keys(TOOLTIPS)]);
    expect(tooltips).toEqual(Object.values(TOOLTIPS));
  });

  test('agree with the API report in the repository', () => {
    const dist = join(packed.project, INSTALLED, 'dist');
    expect(reportOn(dist), 'run `npx -y pnpm@12 generate`').toBe(committedReport());
  });
});

describe('the package', () => {
  test('has no findings of publint', async () => {
    expect(await publintFindings(packed.tarball)).toEqual([]);
  });

  test('has no findings of are-the-types-wrong', async (context) => {
    await needsTools(context);
    expect(await typesWrongFindings(packed.tarball)).toEqual([]);
  });

  test('has no dependencies and no scripts, and says where it comes from', () => {
    const manifest = manifestIn(join(packed.project, INSTALLED));
    expect(Object.keys(manifest).filter((name) => /^(dev)?dep|scripts/i.test(name))).toEqual([]);
    for (const name of ['homepage', 'bugs']) expect(manifest).toHaveProperty(name);
    expect(manifest.repository).toMatchObject({ type: 'git', directory: 'packages/sdk' });
  });

  test('names no private package and no path of the workspace in any file', () => {
    expect(privateNamesIn(join(packed.project, INSTALLED))).toEqual([]);
  });

  test('is the same byte for byte when it is packed elsewhere and at another time', async () => {
    expect(await packed.packElsewhere()).toBe(packed.digest);
  });

  test('imports nothing, except React and TanStack Query in the hooks', () => {
    const imports = importsOf(join(packed.project, INSTALLED, 'dist'));
    expect(imports.size).toBeGreaterThan(11);
    for (const [name, specifiers] of imports) {
      expect(specifiers, name).toEqual(
        name.startsWith('react.') ? ['@tanstack/react-query', 'react'] : [],
      );
    }
  });

  test('contains the changelog and the licence', () => {
    const files = readdirSync(join(packed.project, INSTALLED));
    expect(files.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
  });

  test('has at most 15,000 bytes gzipped, and `isFrontrowError` alone less than 500', async () => {
    const entry = (names: string) =>
      `import { ${names} } from '@frontrow/sdk'; console.log(${names})`;
    for (const target of ['esnext', 'es2020']) {
      const all = `import * as sdk from '@frontrow/sdk'; console.log(sdk)`;
      const size = gzippedSize(await bundle(packed.project, { entry: all, target }));
      expect(size, target).toBeLessThanOrEqual(15_000);
    }
    const part = await bundle(packed.project, { entry: entry('isFrontrowError') });
    expect(gzippedSize(part)).toBeLessThan(500);
  });
});
