import { defineConfig, type UserConfig } from 'tsdown';
import { copyForCommonJs } from './build/bundle/commonjs-declarations.ts';
import { withNotices } from './build/bundle/license-notices.ts';

/** The entry points, and the files below src/react/. */
const ENTRY_OR_REACT = /src[\\/](index|react)\b/;

const shared: UserConfig = {
  // The entry points that package.json exports.
  entry: ['src/index.ts', 'src/react.ts'],
  platform: 'neutral',
  target: 'es2022',
  hash: false,
  // Silences a warning about `use client` in src/react.ts: the built react.js does begin with it.
  checks: { moduleLevelDirective: false },
};

/** The JavaScript: ESM and CommonJS, with all dependencies bundled but React and TanStack Query. */
export const programs: UserConfig = {
  ...shared,
  format: ['esm', 'cjs'],
  dts: false,
  treeshake: { moduleSideEffects: false, propertyReadSideEffects: false },
  plugins: [withNotices],
  deps: { onlyBundle: false },
  outputOptions: {
    minifyInternalExports: false,
    // Separate files, so that an application's bundler can leave out the ones it does not use.
    codeSplitting: {
      groups: [
        { name: 'errors', test: /src[\\/]transport[\\/]errors/ },
        { name: 'client', test: (id) => !ENTRY_OR_REACT.test(id) },
      ],
    },
  },
};

/** The type declarations. */
export const types: UserConfig = {
  ...shared,
  format: 'esm',
  clean: false,
  hooks: { 'build:done': ({ options }) => copyForCommonJs(options.outDir) },
  treeshake: { moduleSideEffects: false },
  dts: { generator: 'oxc', emitDtsOnly: true, oxc: { stripInternal: true } },
  // Only declarations that are not exported use these packages.
  deps: { neverBundle: [/^@/, 'eventsource-parser'] },
  outputOptions: { minifyInternalExports: false },
};

export default defineConfig([programs, types]);
