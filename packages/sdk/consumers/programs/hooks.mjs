import { createElement as element, useEffect } from 'react';

/** A page that goes the whole way by the hooks, and says when it has arrived. */
export function pageOf({ FrontrowProvider, ...hooks }, { client, concertId, arrived }) {
  function Journey() {
    const queue = hooks.useQueue(concertId);
    const { seats } = hooks.useSeatMap(queue.session);
    const { balance } = hooks.useBalance();
    const held = hooks.useHold(queue.session);
    const { status, holdSeats, pay, payment } = held;
    useEffect(() => {
      if (status === 'NONE' && seats.length > 0) holdSeats(seats.slice(0, 2));
      if (status === 'HELD') pay({ topUp: true });
      if (status === 'PAID' && balance) arrived({ paid: payment.status, balance: balance.amount });
    }, [status, seats, balance, payment, holdSeats, pay]);
    return element('p', null, `${queue.status} ${status}`);
  }
  return element(FrontrowProvider, { client }, element(Journey));
}
