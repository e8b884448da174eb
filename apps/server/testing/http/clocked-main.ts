import { parseSettings } from '@frontrow/settings/settings';
import { pino } from 'pino';
import { startServer } from '../../src/server.ts';

/**
 * The main file of a server process whose clock its parent sets: the parent sends `{ now }` in
 * milliseconds since 1970, and the process answers with the same message once the clock is set.
 */
let now = new Date(Number(process.env.REHEARSAL_NOW));
const settings = parseSettings(process.env);
const server = await startServer(settings, pino({ level: settings.LOG_LEVEL }), () => now);
process.on('message', (message: { now: number }) => {
  now = new Date(message.now);
  process.send?.(message);
});
const stop = () => server.stop().then(() => process.exit(0));
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.send?.({ url: server.url });
