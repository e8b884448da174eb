import { ModelEntry, type ModelHold } from '../model/entry.ts';
import type { QueueModel } from '../model/queue.ts';
import type { EntryRow, QueueRows, ReservationRow } from './queue-rows.ts';

/**
 * Sets the model to what the rows say. Concurrent calls may commit in any order, so that the model
 * cannot predict them. Entries that were purged from the database stay in the model as they are.
 *
 * @param userIds the ids of the users by their index
 */
export function copyRows(model: QueueModel, rows: QueueRows, userIds: readonly string[]): void {
  const known = new Map(model.entries.map((entry) => [entry.entryId, entry]));
  for (const row of rows.entries) {
    const { id: entryId, joinedAt } = row;
    const user = userIds.indexOf(row.userId);
    const entry = known.get(entryId) ?? new ModelEntry({ entryId, user, joinedAt });
    if (!known.has(entryId)) model.entries.push(entry);
    copyEntry(entry, row);
    entry.holds = rows.reservations.filter((hold) => hold.entryId === entryId).map(holdOf);
  }
  model.lastNumber = rows.lastNumber;
  model.round = rows.round;
  model.prequeue = model.entriesOfRound(rows.round);
  if (rows.round > 1) model.drawSource = null;
  model.admissionTimes = rows.admissions.map(({ at }) => at);
  model.pendingDraws = rows.draws
    .filter(({ frozen, numbered, entrants }) => frozen && numbered < (entrants ?? 0))
    .map((draw) => ({
      ...draw,
      afterNumber: draw.afterNumber ?? 0,
      entrants: model.entriesOfRound(draw.round),
    }));
}

function copyEntry(entry: ModelEntry, row: EntryRow): void {
  entry.number = row.number;
  entry.round = row.round;
  entry.arrival = row.arrival;
  const { admittedAt, holdUntil, expiresAt, claimedAt, status } = row;
  entry.pass =
    admittedAt === null || holdUntil === null || expiresAt === null
      ? null
      : { admittedAt, holdUntil, expiresAt, claimed: claimedAt !== null };
  entry.ended = status === 'COMPLETED' || status === 'LEFT' ? status : null;
}

const holdOf = ({ id, seatId, expiresAt, status }: ReservationRow): ModelHold => ({
  reservationId: id,
  seatId,
  expiresAt,
  state: status === 'PAID' || status === 'RELEASED' ? status : 'HELD',
});
