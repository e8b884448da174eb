import { createElement as element, useEffect } from 'react';

/** A page that makes a purchase with the hooks, and calls `onPaid` with the result. */
export function pageOf({ FrontrowProvider, ...hooks }, { client, concertId, onPaid }) {
  function Journey() {
    const queue = hooks.useQueue(concertId);
    const { seats } = hooks.useSeatMap(queue.session);
    const { balance } = hooks.useBalance();
    const held = hooks.useHold(queue.session);
    const { status, holdSeats, pay, payment } = held;
    useEffect(() => {
      if (status === 'NONE' && seats.length > 0) holdSeats(seats.slice(0, 2));
      if (status === 'HELD') pay({ topUp: true });
      if (status === 'PAID' && balance) onPaid({ paid: payment.status, balance: balance.amount });
    }, [status, seats, balance, payment, holdSeats, pay]);
    return element('p', null, `${queue.status} ${status}`);
  }
  return element(FrontrowProvider, { client }, element(Journey));
}
