import { AuditFinding, AuditLook, AuditRecord } from './entities/audit.ts';
import { Account, LedgerEntry } from './entities/balance.ts';
import { Chart, Concert, Performance, Seat, SeatChange, Section } from './entities/concert.ts';
import { Draw, DrawEntrant, DrawList } from './entities/draw.ts';
import {
  Deployment,
  IdempotencyKey,
  OperatorAction,
  ProcessState,
  StoredAnswer,
} from './entities/operations.ts';
import { Payment, Ticket } from './entities/payment.ts';
import { Queue, QueueEntry } from './entities/queue.ts';
import { Admission, QueueChange, QueueLimit } from './entities/queue-history.ts';
import { Reservation, ReservationSeat } from './entities/reservation.ts';
import { ProviderMessage, TopUp, TopUpRefund } from './entities/top-up.ts';
import { User } from './entities/user.ts';

/** Every table of the product, parents first. */
export const entities = [
  Deployment,
  User,
  Concert,
  Chart,
  Performance,
  Section,
  Seat,
  SeatChange,
  Queue,
  QueueEntry,
  Admission,
  QueueLimit,
  QueueChange,
  Draw,
  DrawEntrant,
  DrawList,
  Reservation,
  ReservationSeat,
  Payment,
  Ticket,
  Account,
  TopUp,
  TopUpRefund,
  ProviderMessage,
  LedgerEntry,
  StoredAnswer,
  IdempotencyKey,
  OperatorAction,
  AuditLook,
  AuditFinding,
  AuditRecord,
  ProcessState,
];
