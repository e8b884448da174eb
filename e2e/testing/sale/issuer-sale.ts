import { createFrontrowClient } from '@frontrow/sdk';
import { startLive } from '@frontrow/server/testing/http/live';
import { createConcert, type Sale } from './sale.ts';

/** A sale whose users sign in at an issuer of their own: nobody can sign in by name. */
export interface IssuerSale extends Sale {
  /** A token of the issuer, whose users the server does not know before their first call. */
  tokenOf(subject: string): Promise<string>;
}

export async function openIssuerSale(env: Record<string, string> = {}): Promise<IssuerSale> {
  const live = await startLive({ AUTH_AUTO_CREATE: 'on', ...env });
  const tokenOf = async (subject: string, role?: 'operator') =>
    ((await live.bearer(subject, role)).authorization ?? '').slice('Bearer '.length);
  const { url } = live.server;
  const operator = createFrontrowClient({ url, auth: await tokenOf('staff|1', 'operator') });
  return {
    ...{ live, operator, tokenOf },
    concert: (seats, queue = {}) => createConcert(operator, { seats, queue }),
    client: async (subject, options = {}) =>
      createFrontrowClient({ url, auth: await tokenOf(subject), ...options }),
    async queueCounts(concertId) {
      const { waiting, active, left } = await operator.admin.queueStats.query({ concertId });
      return { waiting, active, left };
    },
    close: () => live.close(),
  };
}
