// Breaking: servers of the version before cannot run beside this schema. Stop them, migrate, start.
import { Migration } from '@mikro-orm/migrations';

type Rename = [from: string, to: string];

const TABLES: Rename[] = [
  ['queue_token', 'queue_entry'],
  ['draw_entry', 'draw_entrant'],
];

/** By the table's new name. */
const COLUMNS: [table: string, ...Rename][] = [
  ['queue_entry', 'entry', 'arrival'],
  ['queue_entry', 'deadline_at', 'hold_until'],
  ['queue_entry', 'ends_at', 'expires_at'],
  ['draw_entrant', 'entry', 'arrival'],
  ['queue', 'last_entry', 'last_arrival'],
  ['queue', 'left_entries', 'left_prequeue'],
  ['queue_change', 'left_entries', 'left_arrivals'],
  ['admission', 'token_id', 'queue_entry_id'],
  ['reservation', 'token_id', 'queue_entry_id'],
];

const CONSTRAINTS: [table: string, ...Rename][] = [
  ['queue_entry', 'queue_token_pkey', 'queue_entry_pkey'],
  ['queue_entry', 'queue_token_concert_id_foreign', 'queue_entry_concert_id_foreign'],
  ['queue_entry', 'queue_token_user_id_foreign', 'queue_entry_user_id_foreign'],
  ['queue_entry', 'queue_token_concert_id_number_unique', 'queue_entry_concert_id_number_unique'],
  [
    'queue_entry',
    'queue_token_concert_id_round_entry_unique',
    'queue_entry_concert_id_round_arrival_unique',
  ],
  ['queue_entry', 'queue_token_status_check', 'queue_entry_status_check'],
  ['queue_entry', 'queue_token_waiting_has_number', 'queue_entry_waiting_has_number'],
  ['queue_entry', 'queue_token_prequeue_has_entry', 'queue_entry_prequeue_has_arrival'],
  ['queue_entry', 'queue_token_active_has_ends', 'queue_entry_active_expires'],
  ['queue_entry', 'queue_token_ended_says_when', 'queue_entry_ended_says_when'],
  ['draw_entrant', 'draw_entry_pkey', 'draw_entrant_pkey'],
  ['draw', 'draw_held_after_hash', 'draw_revealed_after_hash'],
  ['admission', 'admission_token_id_unique', 'admission_queue_entry_id_unique'],
];

const INDEXES: Rename[] = [
  ['queue_token_one_live_place', 'queue_entry_one_live'],
  ['queue_token_prequeue', 'queue_entry_prequeue'],
  ['queue_token_ended', 'queue_entry_ended'],
  ['queue_token_completed', 'queue_entry_completed'],
  ['queue_token_left_admitted', 'queue_entry_left_admitted'],
  ['queue_token_waiting', 'queue_entry_waiting'],
  ['queue_token_active', 'queue_entry_active'],
];

/** Gives the queue's tables and columns the words of the contract. Renames only; no row changes. */
export class Migration20261128185040_QueueEntry extends Migration {
  override name = 'Migration20261128185040_QueueEntry';

  override up(): void | Promise<void> {
    for (const [from, to] of TABLES) this.addSql(`alter table ${from} rename to ${to};`);
    for (const [table, from, to] of COLUMNS)
      this.addSql(`alter table ${table} rename column ${from} to ${to};`);
    for (const [table, from, to] of CONSTRAINTS)
      this.addSql(`alter table ${table} rename constraint ${from} to ${to};`);
    for (const [from, to] of INDEXES) this.addSql(`alter index ${from} rename to ${to};`);
  }

  override down(): void | Promise<void> {
    for (const [from, to] of INDEXES) this.addSql(`alter index ${to} rename to ${from};`);
    for (const [table, from, to] of CONSTRAINTS)
      this.addSql(`alter table ${table} rename constraint ${to} to ${from};`);
    for (const [table, from, to] of COLUMNS)
      this.addSql(`alter table ${table} rename column ${to} to ${from};`);
    for (const [from, to] of TABLES) this.addSql(`alter table ${to} rename to ${from};`);
  }
}
