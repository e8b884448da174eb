import type { DomainSettings } from '../src/kernel/context.ts';
import type { ProviderMessage } from '../src/kernel/payment-provider.ts';
import { bindServices } from '../src/services.ts';
import { handleDueMessages, keepMessage } from '../src/top-up/messages.ts';
import { recoverTopUps } from '../src/top-up/recover.ts';
import { Bank } from './bank.ts';
import type { World } from './world.ts';

/** The services with TOPUP=provider and a bank of their own. */
export function withBank(
  world: World,
  settings: Partial<DomainSettings> = {},
  bank: Bank = new Bank(),
) {
  const ctx = world.with({ topUp: 'provider', ...settings }, { provider: bank });
  return {
    bank,
    ctx,
    services: bindServices(ctx),
    recover: () => recoverTopUps(ctx),
    /** Delivers a signed message of the bank, as the webhook does. */
    deliver: async (message: ProviderMessage) => {
      const isNew = await keepMessage(ctx, message);
      await handleDueMessages(ctx);
      return isNew;
    },
  };
}
