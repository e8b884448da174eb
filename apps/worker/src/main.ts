import { runProcess } from '@frontrow/process/run';
import { startWorker } from './worker.ts';

await runProcess('worker', process.env, startWorker);
