import { runProcess } from '@frontrow/process/run';
import { parseSettings } from '@frontrow/settings/settings';
import { startWorker } from './worker.ts';

await runProcess({ name: 'worker', parse: parseSettings }, process.env, startWorker);
