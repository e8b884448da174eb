import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { KeyRing } from './key-ring.ts';
import type { Logger } from './logger.ts';
import type { PaymentProvider } from './payment-provider.ts';
import type { ProcessState } from './per-process.ts';
import type { Sql } from './sql.ts';

export type TopUpMode = 'open' | 'provider' | 'off';

export interface DomainSettings {
  /** ISO 4217; one a deployment. */
  currency: string;
  /** How long a hold lasts. */
  holdSeconds: number;
  /** Most minor units of one charge. */
  maxCharge: number;
  /** Most minor units that charges may bring a balance to. */
  maxBalance: number;
  topUp: TopUpMode;
  /** How many polls a second the crowd of one queue is asked to keep under. */
  pollsPerSecond: number;
}

/** What every use case gets first. */
export interface DomainContext {
  sql: Sql;
  /** The ORM's own pool, for transactions; null inside one. */
  pool: Pool | null;
  /** The root entity manager; use cases fork it. */
  em: EntityManager;
  /**
   * The time that decides; null leaves it to the database's clock. Statements read it as
   * `coalesce($now, clock_timestamp())`; only tests pass one.
   */
  readonly now: Date | null;
  /** Ids of rows: uuid v7, in the order of their making. */
  newId(): string;
  log: Logger;
  settings: DomainSettings;
  queueKeys: KeyRing;
  ticketKeys: KeyRing;
  provider: PaymentProvider;
  state: ProcessState;
}

/** Who a call is for. */
export interface Caller {
  userId: string;
  /** A back end acting for a customer; the only role that charges where TOPUP is off. */
  service: boolean;
}
