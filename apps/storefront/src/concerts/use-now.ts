import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import { useEffect, useState } from 'react';

/** The server's time, read once a second while the page is open: a button must not need a reload to wake up. */
export function useNow(): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverNow()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
