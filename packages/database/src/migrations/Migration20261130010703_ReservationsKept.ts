import { Migration } from '@mikro-orm/migrations';

export class Migration20261130010703_ReservationsKept extends Migration {
  override name = 'Migration20261130010703_ReservationsKept';

  override up(): void | Promise<void> {
    this.addSql(
      `create or replace function "reservation_reservation_keeps_what_was_sold_fn"() returns trigger as $$ begin if old.status in ('RELEASED', 'EXPIRED') then return old; end if; raise exception 'reservation keeps what is held or was sold' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "reservation_keeps_what_was_sold" BEFORE DELETE on "reservation" for each ROW execute function "reservation_reservation_keeps_what_was_sold_fn"();`,
    );

    this.addSql(
      `create or replace function "reservation_seat_reservation_seat_keeps_what_was_sold_fn"() returns trigger as $$ begin if not exists (select from reservation r where r.id = old.reservation_id and r.status not in ('RELEASED', 'EXPIRED')) then return old; end if; raise exception 'reservation_seat keeps what is held or was sold' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "reservation_seat_keeps_what_was_sold" BEFORE DELETE on "reservation_seat" for each ROW execute function "reservation_seat_reservation_seat_keeps_what_was_sold_fn"();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger if exists "reservation_keeps_what_was_sold" on "reservation";`);
    this.addSql(`drop function if exists "reservation_reservation_keeps_what_was_sold_fn"();`);

    this.addSql(
      `drop trigger if exists "reservation_seat_keeps_what_was_sold" on "reservation_seat";`,
    );
    this.addSql(
      `drop function if exists "reservation_seat_reservation_seat_keeps_what_was_sold_fn"();`,
    );
  }
}
