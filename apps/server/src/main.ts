import { runProcess } from '@frontrow/process/run';
import { parseSettings } from '@frontrow/settings/settings';
import { startServer } from './server.ts';

await runProcess({ name: 'server', parse: parseSettings }, process.env, startServer);
