import { VirtualClock } from '@frontrow/domain/testing/virtual-clock';
import { parseSettings } from '@frontrow/settings/settings';
import { pino } from 'pino';
import { startServer } from '../../src/server.ts';

/**
 * A server process whose clock its parent moves. The parent sends `{ now }` in milliseconds and gets the
 * same back. When the server waits for a time, it asks the parent to move all clocks: `{ sleepUntil }`.
 */
class ParentClock extends VirtualClock {
  protected override onSleep(): void {
    process.send?.({ sleepUntil: Math.ceil(this.nextWake) });
  }
}

const clock = new ParentClock(new Date(Number(process.env.REHEARSAL_NOW)));
const settings = parseSettings(process.env);
const server = await startServer(settings, pino({ level: settings.LOG_LEVEL }), clock);
process.on('message', (message: { now: number }) => {
  clock.set(new Date(message.now));
  process.send?.(message);
});
const stop = () => server.stop().then(() => process.exit(0));
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.send?.({ url: server.url });
