import type { ChargeView } from '@frontrow/contract/balance';
import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { DomainError } from '../kernel/errors.ts';
import { byColumn, LookUps } from '../kernel/group-commit/look-ups.ts';
import { invalidAmount } from './amount.ts';
import {
  CREDIT,
  GET_BALANCES,
  LOCK_ACCOUNT,
  LOCK_USER,
  OPEN_ACCOUNT,
  WITHDRAW,
} from './balance.sql.ts';

export interface Credited {
  ledgerEntryId: string;
  /** The new balance in minor units. */
  balance: number;
}

/** Money that goes into or out of the balance of a user by a top-up. In minor units. */
export interface TopUpMoney {
  userId: string;
  amount: number;
  topUpId: string;
}

/** Adds a charge to the balance and the ledger. @throws USER_NOT_FOUND, INVALID_AMOUNT above the highest balance */
export const credit = (ctx: DomainContext, userId: string, amount: number): Promise<Credited> =>
  writeCredit(ctx, { userId, amount, topUpId: null }, ctx.settings.maxBalance);

/** Adds money that the provider has taken. It is credited even above the highest balance. */
export const creditTopUp = (ctx: DomainContext, money: TopUpMoney): Promise<Credited> =>
  writeCredit(ctx, money, Number.MAX_SAFE_INTEGER);

/**
 * Takes money of a top-up out of the balance; with an amount below 0 it undoes that. Returns false if the
 * balance is too low.
 */
export async function withdraw(
  ctx: DomainContext,
  { userId, amount, topUpId }: TopUpMoney,
): Promise<boolean> {
  const values = [userId, amount, ctx.newId(), topUpId, ctx.now()];
  return (await ctx.sql.rows(WITHDRAW, values)).length > 0;
}

/** In minor units; 0 for a user without an account. */
export async function balanceOf(ctx: DomainContext, userId: string): Promise<number> {
  return (await accounts.find(ctx, userId))?.balance ?? 0;
}

const accounts = new LookUps(async ({ sql }: DomainContext, userIds) =>
  byColumn(await sql.rows<AccountRow>(GET_BALANCES, [userIds]), 'user_id'),
);

interface AccountRow {
  user_id: string;
  balance: number;
}

/** Gives a user without an account an empty one. */
export async function openAccount(ctx: DomainContext, userId: string): Promise<void> {
  await ctx.sql.rows(OPEN_ACCOUNT, [userId]);
}

/**
 * Keeps the user from being deleted until the end of the transaction. To be called before the account is locked.
 *
 * @throws USER_NOT_FOUND
 */
export async function requireLiveUser(tx: DomainContext, userId: string): Promise<void> {
  const [user] = await tx.sql.rows(LOCK_USER, [userId]);
  if (!user) throw new DomainError('USER_NOT_FOUND');
}

/** Locks the account until the end of the transaction; makes one if there is none. Returns the balance. */
export async function lockAccount(tx: DomainContext, userId: string): Promise<number> {
  await openAccount(tx, userId);
  return (await row<{ balance: number }>(tx.sql, LOCK_ACCOUNT, [userId])).balance;
}

async function writeCredit(
  ctx: DomainContext,
  { userId, amount, topUpId }: Omit<TopUpMoney, 'topUpId'> & { topUpId: string | null },
  max: number,
): Promise<Credited> {
  const ledgerEntryId = ctx.newId();
  const values = [userId, amount, max, ledgerEntryId, ctx.now(), topUpId];
  const [ledgerEntry] = await ctx.sql.rows<{ balance_after: number }>(CREDIT, values);
  if (!ledgerEntry) {
    if (topUpId === null) await requireLiveUser(ctx, userId);
    throw aboveMax(max);
  }
  return { ledgerEntryId, balance: ledgerEntry.balance_after };
}

export const aboveMax = (max: number): ReturnType<typeof invalidAmount> =>
  invalidAmount(`would bring the balance above ${max}`);

export const chargeView = (
  { settings }: DomainContext,
  { ledgerEntryId, balance }: Credited,
): ChargeView => ({
  amount: balance,
  currency: settings.currency,
  entryId: ledgerEntryId,
});
