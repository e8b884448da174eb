import { parseSettings } from '@frontrow/settings/settings';
import { pino } from 'pino';
import { startServer } from '../../src/server.ts';

/** A server process whose clock its parent moves: `{ now }` in milliseconds, answered with the same. */
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
