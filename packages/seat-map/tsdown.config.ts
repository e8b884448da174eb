import { defineConfig, type UserConfig } from 'tsdown';
import { copyForCommonJs } from '../sdk/build/bundle/commonjs-declarations.ts';
import { withNotices } from '../sdk/build/bundle/license-notices.ts';

const shared: UserConfig = {
  entry: ['src/index.ts', 'src/react.ts'],
  platform: 'neutral',
  target: 'es2022',
  hash: false,
  // Silences a warning about `use client` in src/react.ts: the built react.js does begin with it.
  checks: { moduleLevelDirective: false },
};

/** The map and the component, as ESM and CommonJS, with everything bundled but React. */
export const programs: UserConfig[] = [
  {
    ...shared,
    format: ['esm', 'cjs'],
    dts: false,
    // In the package, so that it has no dependencies.
    deps: { onlyBundle: false, alwaysBundle: [/^@frontrow\/contract/] },
    inputOptions: {
      // No comments with the paths of bundled files.
      experimental: { attachDebugInfo: 'none' },
      // The sources of the workspace's packages.
      resolve: { conditionNames: ['@frontrow/source', 'import', 'default'] },
    },
    plugins: [withNotices('licenses.txt')],
    treeshake: { moduleSideEffects: false },
    outputOptions: { minifyInternalExports: false },
  },
];

/** The type declarations. */
export const types: UserConfig = {
  ...shared,
  format: 'esm',
  clean: false,
  hooks: { 'build:done': ({ options }) => copyForCommonJs(options.outDir) },
  treeshake: { moduleSideEffects: false },
  // Only declarations that are not exported use these.
  deps: { neverBundle: [/^@/, /live-map/] },
  dts: { generator: 'oxc', emitDtsOnly: true, oxc: { stripInternal: true } },
  outputOptions: { minifyInternalExports: false },
};

export default defineConfig([...programs, types]);
