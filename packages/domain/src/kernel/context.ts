import type { EntityManager } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import type { Clock } from './clock.ts';
import type { Sql } from './database/sql.ts';
import type { KeyRing } from './key-ring.ts';
import type { Logger } from './logger.ts';
import type { PaymentProvider } from './payment-provider.ts';

export type TopUpMode = 'open' | 'provider' | 'off';

export interface DomainSettings {
  /** ISO 4217 code; one per deployment. */
  currency: string;
  /** How long a hold lasts. */
  holdSeconds: number;
  /** The largest amount of one charge, in minor units. */
  maxCharge: number;
  /** The largest balance that a charge may lead to, in minor units. */
  maxBalance: number;
  /** The smallest amount that the payment provider takes, in minor units. */
  minCharge: number;
  topUp: TopUpMode;
  /** How long a top-up may stay open. */
  topUpSeconds: number;
  /** Where customers return to from the payment provider if the call does not say; null: nowhere. */
  topUpReturnUrl: string | null;
  /** The origins that a call may let a customer return to. */
  returnOrigins: readonly string[];
  /** How much longer a hold lasts while its customer is at the payment provider. */
  paymentGraceSeconds: number;
  /** Polls a second that the waiting users of one queue are paced to stay under. */
  pollsPerSecond: number;
  /** How many watches of one user may be open on this process. */
  watchesPerUser: number;
}

export interface ProviderCallReport {
  /** The call of the port, such as `begin`. */
  call: string;
  /** `refused`: the provider said no. `failed`: it did not answer, or not in time. */
  outcome: 'ok' | 'refused' | 'failed';
  seconds: number;
}

/** The first argument of every use case. */
export interface DomainContext {
  sql: Sql;
  /**
   * Calls back when the current transaction has ended, whether or not it was committed; outside of one at once. What
   * is called must not fail.
   */
  afterTransaction(run: () => void): void;
  /** The ORM's connection pool, to begin transactions on; null inside a transaction. */
  pool: Pool | null;
  /** The root entity manager; use cases fork it. */
  em: EntityManager;
  clock: Clock;
  /**
   * What statements get as `$now`: the clock's statement time, or the time of the queue lock inside a
   * transaction that holds it.
   */
  now(): Date | null;
  /** A new row id: uuid v7, which sorts by creation time. */
  newId(): string;
  log: Logger;
  settings: DomainSettings;
  queueKeys: KeyRing;
  ticketKeys: KeyRing;
  /** Null where no payment provider is in use. */
  provider: PaymentProvider | null;
  /** The longest time that a call to the payment provider may take. */
  providerSeconds: number;
  /** Told of each call to the payment provider, for the metrics. */
  onProviderCall: (report: ProviderCallReport) => void;
  /** The concert of each performance that was asked for. It never changes. */
  concertOfPerformance: Map<string, string>;
  /** Counts what this process has changed of concerts, performances, prices and queues, once it is committed. */
  catalogue: { changes: number };
}

/** What statements, and transactions of their own, need of a context. */
export type StatementContext = Pick<
  DomainContext,
  'sql' | 'pool' | 'afterTransaction' | 'now' | 'log'
>;

/** The user a call is made for. */
export interface Caller {
  userId: string;
  /** A back end acts for the user. Only such a caller can charge where TOPUP is off. */
  service: boolean;
}
