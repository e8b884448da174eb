import { defineConfig, type UserConfig } from 'tsdown';
import { copyForCommonJs } from './build/declarations.ts';
import { moduleSideEffects, withoutAsyncGenerators } from './build/lean.ts';
import { withNotices } from './build/notices.ts';

const OF_A_DOOR = /src[\\/](index|react)\b/;

const shared: UserConfig = {
  // What a program can import.
  entry: ['src/index.ts', 'src/react.ts'],
  platform: 'neutral',
  target: 'es2022',
  hash: false,
  // The hooks' files say `use client` each; what counts is that react.js does.
  checks: { moduleLevelDirective: false },
};

export default defineConfig([
  {
    ...shared,
    format: ['esm', 'cjs'],
    dts: false,
    treeshake: { moduleSideEffects, propertyReadSideEffects: false },
    plugins: [withoutAsyncGenerators, withNotices],
    deps: { onlyBundle: false },
    outputOptions: {
      minifyInternalExports: false,
      // Files of their own, so that a bundler leaves out those that a program does not use.
      codeSplitting: {
        groups: [
          { name: 'errors', test: /src[\\/]transport[\\/]errors/ },
          { name: 'client', test: (id) => !OF_A_DOOR.test(id) },
        ],
      },
    },
  },
  {
    ...shared,
    format: 'esm',
    clean: false,
    hooks: { 'build:done': ({ options }) => copyForCommonJs(options.outDir) },
    treeshake: { moduleSideEffects: false },
    dts: { generator: 'oxc', emitDtsOnly: true, oxc: { stripInternal: true } },
    // Only what is not exported names them.
    deps: { neverBundle: [/^@/, 'superjson', 'eventsource-parser'] },
    outputOptions: { minifyInternalExports: false },
  },
]);
