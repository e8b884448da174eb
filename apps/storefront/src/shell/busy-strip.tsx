import { rateLimit } from '@frontrow/pages/browser/rate-limit.ts';
import { useSecondsUntil } from '@frontrow/ui/parts/countdown.tsx';
import { Trans } from '@lingui/react/macro';
import { useEffect, useMemo, useSyncExternalStore } from 'react';

/** For how many seconds calls are refused because they came too fast; null while they are taken. */
export function useBusySeconds(): number | null {
  const until = useSyncExternalStore(rateLimit.subscribe, rateLimit.get, rateLimit.get);
  const date = useMemo(() => (until === null ? null : new Date(until)), [until]);
  const seconds = useSecondsUntil(date, Date.now);
  useEffect(() => {
    if (seconds === 0) rateLimit.over();
  }, [seconds]);
  return seconds || null;
}

/** What the strip says: the refused calls are made again then, without the visitor. */
export function BusyWords({ seconds }: { seconds: number }) {
  return <Trans>Too fast; free in {seconds} s. It goes on by itself.</Trans>;
}
