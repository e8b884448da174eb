import { afterAll, beforeAll, beforeEach } from 'vitest';
import { INSTALL_TIMEOUT, needsTools, toolsAbsence } from '../consumers/tools/tools.ts';
import type { Sale } from '../sale/sale.ts';
import type { Storefront } from './open-storefront.ts';

/** One storefront for all tests of a file, which are skipped where no browser can be had. */
export function shopOfFile<Opened extends Sale>(
  open: () => Promise<Storefront & { sale: Opened }>,
): () => Storefront & { sale: Opened } {
  let shop: (Storefront & { sale: Opened }) | undefined;
  beforeAll(async () => {
    if ((await toolsAbsence()) === null) shop = await open();
  }, INSTALL_TIMEOUT);
  beforeEach((context) => needsTools(context));
  afterAll(() => shop?.close());
  return () => {
    if (!shop) throw new Error('the storefront is not open');
    return shop;
  };
}
