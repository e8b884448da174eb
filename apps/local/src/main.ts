import { runLocal } from './run-local.ts';
import { startService } from './service-process.ts';

process.exit(await runLocal({ env: process.env, startService }));
