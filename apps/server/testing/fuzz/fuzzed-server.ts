import { appRouter } from '@frontrow/api/root';
import { Bank } from '@frontrow/domain/testing/bank';
import type { z } from 'zod';
import { type Api, startApi } from '../http/api.ts';

export interface FuzzedProcedure {
  path: string;
  type: 'query' | 'mutation' | 'subscription';
  /** Undefined if it takes no input. */
  schema: z.ZodType | undefined;
}

/** All procedures of the router: a new one is among them by itself. */
export const PROCEDURES: FuzzedProcedure[] = Object.entries(appRouter._def.procedures).map(
  ([path, procedure]) => {
    const { type, inputs = [] } = (
      procedure as unknown as {
        _def: { type: FuzzedProcedure['type']; inputs?: z.ZodType[] };
      }
    )._def;
    return { path, type, schema: inputs[0] };
  },
);

export const CALLERS = ['customer', 'operator', 'service', 'nobody'] as const;
export type CallerName = (typeof CALLERS)[number];

/** A server with something of each kind, and callers who may do something with it. */
export interface FuzzedServer {
  api: Api;
  headers(caller: CallerName): Record<string, string>;
  /** Puts ids that exist into a text with `$concertId` and other placeholders. */
  withIds(text: string): string;
  /** Makes new things, since random calls cancel, close and delete the ones before. */
  renew(): Promise<void>;
}

export async function startFuzzedServer(): Promise<FuzzedServer> {
  const api = await startApi({ TOPUP: 'provider' }, undefined, { provider: new Bank() });
  let ids: Record<string, string> = {};
  let headers: Record<CallerName, Record<string, string>> | undefined;

  const renew = async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const customer = await api.visitor('fuzzed');
    const bystander = await api.visitor('bystander');
    await customer.enter(concertId);
    const { hold } = customer.client.reservation;
    const held = await hold.mutate({ performanceId, seatIds: seatIds.slice(0, 1) });
    const [operator, service] = [
      await api.visitor('operator', 'operator'),
      await api.visitor('back end', 'service'),
    ];
    ids = { concertId, performanceId, reservationId: held.id, userId: bystander.user.id };
    ids.seatId = seatIds[1] ?? '';
    ids.topUpId = (await customer.client.balance.startTopUp.mutate({ amount: 1_000 })).id;
    headers = {
      customer: {
        authorization: `Bearer ${customer.bearer}`,
        'x-queue-token': customer.token,
      },
      operator: { authorization: `Bearer ${operator.bearer}` },
      service: {
        authorization: `Bearer ${service.bearer}`,
        'x-on-behalf-of': bystander.user.id,
      },
      nobody: {},
    };
  };

  await renew();
  return {
    api,
    renew,
    headers: (caller) => headers?.[caller] ?? {},
    withIds: (text) =>
      text.replaceAll(/\$([a-zA-Z]+Id)/g, (_, name) => ids[name] ?? ids.seatId ?? ''),
  };
}
