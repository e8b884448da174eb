export type { FrontrowAuth } from './auth.ts';
export {
  createFrontrowClient,
  type EnterOptions,
  type FrontrowClient,
  type FrontrowClientOptions,
} from './client.ts';
export { type FrontrowError, isFrontrowError } from './errors.ts';
export type { Hold } from './hold.ts';
export type { Abortable, OfPerformance, PayOptions, SeatChoice, Session } from './session.ts';
export type { FrontrowStorage } from './storage.ts';
