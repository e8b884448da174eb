import { useOnline } from '@frontrow/pages/browser/use-online.ts';
import { TextButton } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { type ReactNode, useSyncExternalStore } from 'react';
import { BusyWords, useBusySeconds } from './busy-strip.tsx';
import { notice } from './notice.ts';
import { useAwaySeconds } from './use-away-seconds.ts';

/** Lines over the page: no network, no server, and what the page before had to say. */
export function Strips() {
  const isOnline = useOnline();
  const awaySeconds = useAwaySeconds();
  const busySeconds = useBusySeconds();
  const news = useSyncExternalStore(notice.subscribe, notice.get, notice.get);
  return (
    <>
      {!isOnline && (
        <Strip>
          <Trans>You are offline. Your place is kept on the server.</Trans>
        </Strip>
      )}
      {isOnline && awaySeconds !== null && (
        <Strip>
          <Trans>
            Can't reach us for {awaySeconds} s. We keep trying; your place is kept on the server.
          </Trans>
        </Strip>
      )}
      {busySeconds !== null && (
        <Strip>
          <BusyWords seconds={busySeconds} />
        </Strip>
      )}
      {news && (
        <Strip isGood={!news.isBad}>
          {news.text}{' '}
          <TextButton onClick={notice.hide}>
            <Trans>Close</Trans>
          </TextButton>
        </Strip>
      )}
    </>
  );
}

function Strip({ isGood = false, children }: { isGood?: boolean; children: ReactNode }) {
  return (
    <div
      role="status"
      className={`gutter py-2 text-14 font-semibold ${isGood ? 'bg-sunk text-ink' : 'bg-bad-bg text-bad'}`}
    >
      {children}
    </div>
  );
}
