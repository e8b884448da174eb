import type { LiveAvailability } from '@frontrow/sdk';
import type { LiveSeats } from '@frontrow/sdk/react';
import { useCallback, useSyncExternalStore } from 'react';

/** Whether no place of the house is free now. */
export function useNothingLeft(live: LiveSeats): boolean {
  const subscribe = useCallback((changed: () => void) => live.subscribe(changed), [live]);
  return useSyncExternalStore(subscribe, () => isNothingLeft(live.current()));
}

function isNothingLeft(state: LiveAvailability | null): boolean {
  if (!state) return false;
  return !state.places.includes('A') && state.general.every(({ available }) => available === 0);
}
