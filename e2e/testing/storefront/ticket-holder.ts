import type { BrowserContextOptions, Page } from 'playwright-core';
import { chooseSeats, joinAs, openRow, seat } from './buyer.ts';
import type { Storefront } from './open-storefront.ts';

export const codes = (page: Page) => page.getByRole('img', { name: /The code of/ });

/** A visitor who has bought two seats of the concert `Night of <name>` and sees their tickets. */
export async function ticketHolder(
  { sale, visit }: Pick<Storefront, 'sale' | 'visit'>,
  name: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; concertId: string }> {
  const concertId = await sale.concert(4);
  const title = `Night of ${name}`;
  await sale.operator.admin.updateConcert.mutate({ concertId, title });
  const page = await visit(options);
  await joinAs(page, concertId, name);
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 2).click();
  await page.getByRole('button', { name: /Hold 2 seats/ }).click();
  await page.getByRole('button', { name: /Add .* and pay/ }).click();
  await codes(page).first().waitFor();
  await page.getByRole('heading', { name: title }).waitFor();
  return { page, concertId };
}
