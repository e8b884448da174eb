import { checkOf, NOW, type Scope } from './audit-check.ts';
import { PERFORMANCES } from './places.sql.ts';

/** How long a cancellation may take to refund all payments before one that is left counts as forgotten. */
export const CANCELLATION = "interval '1 hour'";

/**
 * Compares what each hold, paid or refunded reservation counted with its seats and prices, and each payment with
 * its tickets: one for each seat, void if and only if the payment is refunded.
 */
const lines = (of: Scope) => `
    with ${NOW},
    -- 1. The seats of each reservation, with their tickets.
    lines as materialized (
      select r.id, r.status, r.amount, r.seat_count, payment.id as payment_id, payment.status as payment_status,
        count(line.seat_id) as lines, coalesce(sum(line.price), 0) as total, count(ticket.id) as tickets,
        count(*) filter (where ticket.status = 'VOID') as void
      from t cross join reservation r
        left join payment on payment.reservation_id = r.id
        left join reservation_seat line on line.reservation_id = r.id
        left join ticket on ticket.payment_id = payment.id and ticket.seat_id = line.seat_id
      where r.status in ('HELD', 'PAID', 'REFUNDED') and ${of({ units: 'r.id = any($1::uuid[])', concert: 'r.concert_id = $1' })}
      group by r.id, payment.id
    )
    -- 2. What does not agree.
    select found.problem, lines.id as "reservationId", payment_id as "paymentId", lines.status,
      seat_count as "seatsCounted", lines as seats, amount, total as "sumOfPrices", tickets, void as "voidTickets",
      null::uuid as "ticketId"
    from lines cross join lateral (values
      ('the reservation has not as many seats as it counted', lines <> seat_count),
      ('the prices of the seats are not the amount', total <> amount),
      ('the payment has not a ticket for each seat', payment_id is not null and tickets <> lines),
      ('a refunded payment has a ticket that is not void', payment_status = 'REFUNDED' and void < tickets),
      ('a paid payment has a void ticket', payment_status = 'PAID' and void > 0)
    ) as found (problem, is_so)
    -- Most agree. This is much cheaper than five rows for each of them.
    where (lines <> seat_count or total <> amount or (payment_id is not null and tickets <> lines)
        or (payment_status = 'REFUNDED' and void < tickets) or (payment_status = 'PAID' and void > 0))
      and found.is_so
    union all
    -- 3. Only if there are more tickets than those of the seats: which they are.
    select 'a ticket names a seat that its payment did not buy', payment.reservation_id, payment.id, null, null, null,
      null, null, null, null, ticket.id
    from ticket join payment on payment.id = ticket.payment_id
      left join reservation_seat line
        on line.reservation_id = payment.reservation_id and line.seat_id = ticket.seat_id
    where (select coalesce(sum(tickets), 0) from lines) <> (
        select count(*) from ticket
        where ${of({
          units: 'payment_id in (select id from payment where reservation_id = any($1::uuid[]))',
          concert: 'performance_id in (select id from performance where concert_id = $1)',
        })})
      and line.seat_id is null
      and ${of({ units: 'payment.reservation_id = any($1::uuid[])', concert: 'payment.concert_id = $1' })}
    limit 20`;

export const [LINES_AND_TICKETS, LINES_OF_RESERVATIONS] = checkOf(
  {
    name: 'a reservation has its seats at the prices of its amount, and its payment their tickets',
    unit: 'reservation',
  },
  lines,
);

/** Finds payments that the cancellation of their performance has not refunded. */
const leftPayments = (of: Scope) => `
    with ${NOW}
    select 'the payment is not refunded' as problem, payment.id as "paymentId", p.id as "performanceId",
      p.cancelled_at as "cancelledAt"
    from t cross join performance p join payment on payment.performance_id = p.id and payment.status = 'PAID'
    where p.status = 'CANCELLED' and p.cancelled_at <= t.now - ${CANCELLATION}
      and ${of(PERFORMANCES)}
    limit 20`;

export const [CANCELLED_PERFORMANCES, LEFT_OF_PERFORMANCES] = checkOf(
  {
    name: 'no payment of a performance is left an hour after its cancellation',
    unit: 'performance',
  },
  leftPayments,
);
