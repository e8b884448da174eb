import { runProcess } from '@frontrow/process/run';
import { startServer } from './server.ts';

await runProcess('server', process.env, startServer);
