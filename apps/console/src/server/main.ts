import { runProcess } from '@frontrow/process/run';
import { parseConsoleSettings } from '@frontrow/settings/pages';
import { startConsole } from './console.ts';

await runProcess({ name: 'console', parse: parseConsoleSettings }, process.env, startConsole);
