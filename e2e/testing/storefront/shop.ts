import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Sale } from '../sale/sale.ts';
import type { Storefront } from './open-storefront.ts';

/** One storefront for all tests of a file. The pages of a test close at its end. */
export function shopOfFile<Opened extends Sale>(
  open: () => Promise<Storefront & { sale: Opened }>,
): () => Storefront & { sale: Opened } {
  let shop: (Storefront & { sale: Opened }) | undefined;
  beforeAll(async () => {
    shop = await open();
  });
  afterEach(() => shop?.closeVisits());
  afterAll(() => shop?.close());
  return () => {
    if (!shop) throw new Error('the storefront is not open');
    return shop;
  };
}
