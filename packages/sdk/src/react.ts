'use client';
export { type UseBalance, useBalance } from './react/balance.ts';
export { type HoldState, type UseHold, useHold } from './react/hold.ts';
export { FrontrowProvider, type FrontrowProviderProps, useFrontrow } from './react/provider.ts';
export { type QueueState, type UseQueue, useQueue } from './react/queue.ts';
export { type UseSeatMap, type UseSeatMapOptions, useSeatMap } from './react/seat-map.ts';
