import { connection } from '@frontrow/pages/browser/connection.ts';
import { useEffect, useState, useSyncExternalStore } from 'react';

/** A request that is cut and made again at once is no news. */
const NEWS_SECONDS = 3;

/** For how many seconds the server has not answered; null while it does, and for the first seconds. */
export function useAwaySeconds(): number | null {
  const { awaySince } = useSyncExternalStore(connection.subscribe, connection.get, connection.get);
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (awaySince === null) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [awaySince]);
  if (awaySince === null) return null;
  const seconds = Math.floor((now - awaySince) / 1_000);
  return seconds >= NEWS_SECONDS ? seconds : null;
}
