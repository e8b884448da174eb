import type { ExportKind } from '@frontrow/contract/operators/exports';
import type { Statement } from '../kernel/database/sql.ts';

export type Cell = string | number | null;

/** One row of a table; rows of one key are never parted. */
export interface ExportRow {
  key: string;
  cells: Cell[];
}

export interface Table {
  columns: string[];
  /** Whether the key is a number and not a uuid. */
  isNumbered: boolean;
  /** $1 concert or null, $2 performance or null, $3 after this key or null, $4 how many keys, $5 currency. */
  statement: Statement;
}

/** As ISO 8601 in UTC, with milliseconds. */
const time = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

export const TABLES: Record<ExportKind, Table> = {
  sales: {
    columns: [
      ...[
        'paymentId',
        'status',
        'paidAt',
        'refundedAt',
        'refundReason',
        'userId',
        'userName',
        'externalId',
      ],
      ...['concertId', 'concert', 'performanceId', 'startsAt', 'section', 'row', 'number', 'label'],
      ...['price', 'currency', 'reservationId'],
    ],
    isNumbered: false,
    statement: {
      name: 'export-sales',
      text: `
        with page as materialized (
          select * from payment
          where ($1::uuid is null or concert_id = $1) and ($2::uuid is null or performance_id = $2)
            and ($3::uuid is null or id > $3)
          order by id limit $4
        )
        select p.id as key, json_build_array(p.id, p.status, ${time('p.paid_at')}, ${time('p.refunded_at')},
          p.refund_reason, u.id, u.name, u.external_id, c.id, c.title, d.id, ${time('d.starts_at')}, section.name,
          s.row_name, s.number, sold.label, sold.price, $5::text, p.reservation_id) as cells
        from page p join app_user u on u.id = p.user_id join performance d on d.id = p.performance_id
          join concert c on c.id = p.concert_id join reservation_seat sold on sold.reservation_id = p.reservation_id
          join seat s on s.id = sold.seat_id join section on section.id = s.section_id
        order by p.id, s.place`,
    },
  },
  ledger: {
    columns: [
      ...[
        'seq',
        'entryId',
        'createdAt',
        'userId',
        'userName',
        'externalId',
        'type',
        'amount',
        'balanceAfter',
      ],
      ...['currency', 'paymentId', 'topUpId', 'provider', 'reference', 'paymentReference'],
    ],
    isNumbered: true,
    statement: {
      name: 'export-ledger',
      text: `
        with page as materialized (
          select * from ledger_entry
          where $1::uuid is not distinct from $1 and $2::uuid is not distinct from $2
            and ($3::bigint is null or seq > $3)
          order by seq limit $4
        )
        select e.seq::text as key, json_build_array(e.seq, e.id, ${time('e.created_at')}, u.id, u.name, u.external_id,
          e.type, e.amount, e.balance_after, $5::text, e.payment_id, e.top_up_id, t.provider, t.reference,
          t.payment_reference) as cells
        from page e join app_user u on u.id = e.user_id left join top_up t on t.id = e.top_up_id
        order by e.seq`,
    },
  },
  checkIns: {
    columns: [
      ...[
        'ticketId',
        'status',
        'redeemedAt',
        'redeemedBy',
        'userId',
        'userName',
        'externalId',
        'concertId',
      ],
      ...['concert', 'performanceId', 'startsAt', 'section', 'row', 'number', 'label', 'paymentId'],
    ],
    isNumbered: false,
    statement: {
      name: 'export-check-ins',
      text: `
        with page as materialized (
          select ticket.* from ticket join performance d on d.id = ticket.performance_id
          where ticket.redeemed_at is not null and ($1::uuid is null or d.concert_id = $1)
            and ($2::uuid is null or ticket.performance_id = $2) and ($3::uuid is null or ticket.id > $3)
            and $5::text is not null
          order by ticket.id limit $4
        )
        select ticket.id as key, json_build_array(ticket.id, ticket.status, ${time('ticket.redeemed_at')}, door.name,
          u.id, u.name, u.external_id, c.id, c.title, d.id, ${time('d.starts_at')}, section.name, s.row_name, s.number,
          ticket.label, p.id) as cells
        from page ticket join payment p on p.id = ticket.payment_id join app_user u on u.id = p.user_id
          join performance d on d.id = ticket.performance_id join concert c on c.id = d.concert_id
          join seat s on s.id = ticket.seat_id join section on section.id = s.section_id
          left join app_user door on door.id = ticket.redeemed_by
        order by ticket.id`,
    },
  },
};
