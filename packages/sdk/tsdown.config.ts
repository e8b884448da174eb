import { defineConfig, type UserConfig } from 'tsdown';
import { copyForCommonJs } from './build/bundle/commonjs-declarations.ts';
import { withNotices } from './build/bundle/license-notices.ts';

/** The entry points, and the files below src/react/. */
const ENTRY_OR_REACT = /src[\\/](index|react)\b/;

const shared: UserConfig = {
  platform: 'neutral',
  target: 'es2022',
  hash: false,
  // Silences a warning about `use client` in src/react.ts: the built react.js does begin with it.
  checks: { moduleLevelDirective: false },
};

const javaScript: UserConfig = {
  ...shared,
  format: ['esm', 'cjs'],
  dts: false,
  deps: { onlyBundle: false },
  // No comments with the paths of bundled files.
  inputOptions: { experimental: { attachDebugInfo: 'none' } },
};

/** The client and the hooks, as ESM and CommonJS, with all dependencies bundled but React and TanStack Query. */
const client: UserConfig = {
  ...javaScript,
  entry: ['src/index.ts', 'src/react.ts'],
  treeshake: { moduleSideEffects: false, propertyReadSideEffects: false },
  plugins: [withNotices('licenses.txt')],
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

/** An entry point in a file of its own, so that it adds nothing to the client. */
const apart = (name: string): UserConfig => ({
  ...javaScript,
  clean: false,
  entry: [`src/${name}.ts`],
  treeshake: { moduleSideEffects: false },
  plugins: [withNotices(`licenses.${name}.txt`)],
  // A peer dependency, which only the types of router.ts need.
  deps: { onlyBundle: false, alwaysBundle: [/^@trpc\//] },
  // The comments of bundled packages have examples with imports.
  outputOptions: { comments: { jsdoc: false } },
});

/** The JavaScript of the entry points that package.json exports. */
export const programs: UserConfig[] = [client, apart('draw'), apart('testing'), apart('router')];

/** The type declarations. */
export const types: UserConfig = {
  ...shared,
  entry: ['index', 'react', 'draw', 'testing', 'router'].map((name) => `src/${name}.ts`),
  format: 'esm',
  clean: false,
  hooks: { 'build:done': ({ options }) => copyForCommonJs(options.outDir) },
  treeshake: { moduleSideEffects: false },
  dts: { generator: 'oxc', emitDtsOnly: true, oxc: { stripInternal: true } },
  // Only declarations that are not exported use these packages, and those of router.ts tRPC's.
  deps: { neverBundle: [/^@/, 'eventsource-parser'] },
  outputOptions: { minifyInternalExports: false },
};

export default defineConfig([...programs, types]);
