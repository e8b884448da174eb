import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importsOf, manifestIn } from '../testing/consumers/package/imports.ts';
import { installPeers } from '../testing/consumers/package/install-peers.ts';
import { type Packed, packAndInstall } from '../testing/consumers/package/pack.ts';
import {
  publintFindings,
  typesWrongFindings,
} from '../testing/consumers/package/package-linters.ts';
import { runSuccessfully } from '../testing/consumers/runtime/run-command.ts';
import { INSTALL_TIMEOUT, needsTools, toolsAbsence } from '../testing/consumers/tools/tools.ts';
import { COMPILERS, compile } from '../testing/consumers/types/compile.ts';

const INSTALLED = 'node_modules/@frontrow/seat-map';

let packed: Packed;
beforeAll(async () => {
  await toolsAbsence();
  packed = await packAndInstall('seat-map');
  installPeers(packed.project);
}, INSTALL_TIMEOUT);
afterAll(() => packed?.remove());

describe('the package of the seat map', () => {
  test('has no findings of publint', async () => {
    expect(await publintFindings(packed.tarball)).toEqual([]);
  });

  test('has no findings of are-the-types-wrong', async (context) => {
    await needsTools(context);
    expect(await typesWrongFindings(packed.tarball)).toEqual([]);
  });

  test('is the same byte for byte when it is packed elsewhere and at another time', async () => {
    expect(await packed.packElsewhere()).toBe(packed.digest);
  });

  test('has no dependencies and no scripts, and says where it comes from', () => {
    const manifest = manifestIn(join(packed.project, INSTALLED));
    expect(Object.keys(manifest).filter((name) => /^(dev)?dep|scripts/i.test(name))).toEqual([]);
    for (const name of ['homepage', 'bugs']) expect(manifest).toHaveProperty(name);
    expect(manifest.repository).toMatchObject({ type: 'git', directory: 'packages/seat-map' });
    const files = readdirSync(join(packed.project, INSTALLED));
    expect(files.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
  });

  test('imports nothing but React, and that in the component only', () => {
    const imports = importsOf(join(packed.project, INSTALLED, 'dist'));
    expect(imports.size).toBeGreaterThan(5);
    for (const [name, specifiers] of imports)
      expect(specifiers, name).toEqual(name.startsWith('react.') ? ['react'] : []);
  });

  test('is loaded where there is no document, as ESM and as CommonJS', async () => {
    for (const [type, load] of [
      ['module', `const load = (name) => import(name);`],
      ['commonjs', `const load = require;`],
    ] as const) {
      const program = `${load} (async () => {
        const { createSeatMap, english, korean } = await load('@frontrow/seat-map');
        const { SeatMap } = await load('@frontrow/seat-map/react');
        const { createElement } = await load('react');
        const { renderToString } = await load('react-dom/server');
        const html = renderToString(createElement(SeatMap, { id: 'map', chart: {}, availability: {} }));
        console.log(JSON.stringify([typeof createSeatMap, english.locale, korean.locale, html]));
      })();`;
      const args = [`--input-type=${type}`, '--eval', program];
      const output = await runSuccessfully(process.execPath, args, packed.project);
      expect(JSON.parse(output), type).toEqual(['function', 'en', 'ko', '<div id="map"></div>']);
    }
  });

  test.for(
    Object.keys(COMPILERS).flatMap((compiler) =>
      (['nodenext', 'bundler'] as const).map((resolution) => [compiler, resolution] as const),
    ),
  )(
    'has types that compile with the strictest settings, and reject wrong code, with TypeScript %s and %s',
    async ([version, moduleResolution], context) => {
      const compiler = version as keyof typeof COMPILERS;
      if (compiler !== 'newest') await needsTools(context);
      const files = ['types/seat-map.ts'];
      expect(await compile(packed.project, compiler, { files, moduleResolution })).toBe('');
      const component = {
        files: ['types/seat-map-react.ts'],
        moduleResolution,
        withPeers: true,
      };
      expect(await compile(packed.project, compiler, component)).toBe('');
    },
  );
});
