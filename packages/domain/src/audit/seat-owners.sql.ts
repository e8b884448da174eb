import {
  type AuditCheck,
  NOW,
  OF_CONCERT,
  OF_UNITS,
  type Scope,
  type UnitCheck,
} from './audit-check.ts';
import { LIVE } from './places.sql.ts';

/** Compares the seats of live reservations with the owners that the seats name. */
const owners = (of: Scope) => `
    with ${NOW},
    owners as (
      select reservation_seat.seat_id, r.id as reservation_id, r.status, r.user_id, reservation_seat.paid
      from reservation_seat join reservation r on r.id = reservation_seat.reservation_id, t
      where ${LIVE} and ${of({ units: 'r.id = any($1::uuid[])', concert: 'r.concert_id = $1' })}
    )
    select 'two live owners' as problem, seat_id as "seatId",
      array_agg(reservation_id::text) as "reservationIds"
    from owners group by seat_id having count(*) > 1
    union all
    select 'the seat does not name its owner', o.seat_id, array[o.reservation_id::text]
    from owners o join seat s on s.id = o.seat_id
    where s.reservation_id is distinct from o.reservation_id
      or s.holder_id is distinct from o.user_id
      or s.sold <> (o.status = 'PAID') or o.paid <> (o.status = 'PAID')`;

/** The seats that name an owner, compared with the seats of that owner. Needs t. */
const namedOwners = (of: Scope) => `
    select 'the seat names an owner that does not have it' as problem, s.id as "seatId",
      array[s.reservation_id::text] as "reservationIds"
    from seat s join performance p on p.id = s.performance_id, t
    where (s.sold or s.hold_expires_at > t.now)
      and ${of({ units: 's.id = any($1::uuid[])', concert: 'p.concert_id = $1' })}
      and not exists (select from reservation_seat line join reservation r on r.id = line.reservation_id
        where line.seat_id = s.id and line.reservation_id = s.reservation_id
          and r.concert_id = p.concert_id and ${LIVE})`;

const ONE_OWNER = 'a seat has at most one live owner';
export const SEAT_OWNERS: AuditCheck = {
  name: ONE_OWNER,
  text: `${owners(OF_CONCERT)}
    union all ${namedOwners(OF_CONCERT)}
    limit 20`,
};
export const OWNERS_OF_RESERVATIONS: UnitCheck = {
  ...{ name: ONE_OWNER, unit: 'reservation', text: `${owners(OF_UNITS)} limit 20` },
};
export const OWNERS_OF_SEATS: UnitCheck = {
  ...{ name: ONE_OWNER, unit: 'seat', text: `with ${NOW} ${namedOwners(OF_UNITS)} limit 20` },
};
