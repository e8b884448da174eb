'use client';
import { FrontrowProvider, useBalance, useHold, useQueue, useSeatMap } from '@frontrow/sdk/react';
import { frontrow } from './frontrow.js';

function Entry({ concertId }) {
  const queue = useQueue(concertId);
  const { seats } = useSeatMap(queue.session);
  const { status } = useHold(queue.session);
  const { balance } = useBalance();
  return (
    <p>
      {queue.status} {status} {seats.length} {balance?.amount}
    </p>
  );
}
export function WaitingRoom({ concertId }) {
  return (
    <FrontrowProvider client={frontrow}>
      <Entry concertId={concertId} />
    </FrontrowProvider>
  );
}
