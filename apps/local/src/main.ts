import { enableCompileCache } from 'node:module';
import { COMPILE_CACHE } from './compile-cache.ts';

// Before the rest is loaded, so that it is found compiled. NODE_COMPILE_CACHE comes first.
enableCompileCache(COMPILE_CACHE);
const { runLocal } = await import('./run-local.ts');
const { startService } = await import('./service-process.ts');

process.exit(await runLocal({ env: process.env, startService }));
