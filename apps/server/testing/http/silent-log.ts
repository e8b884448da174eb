import type { CallLogger } from '../../src/access-log.ts';

export const silentLog: CallLogger = { info() {}, warn() {}, error() {}, child: () => silentLog };
