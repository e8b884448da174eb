import type { BrowserContextOptions, Page } from 'playwright-core';
import { signIn } from './buyer.ts';
import type { Storefront } from './open-storefront.ts';

export const codes = (page: Page) => page.getByRole('img', { name: /The code of/ });

/**
 * A visitor who has bought two seats of the concert `Night of <name>` and sees their tickets. The purchase goes past
 * the pages, whose tests are others.
 */
export async function ticketHolder(
  { sale, visit }: Pick<Storefront, 'sale' | 'visit'>,
  name: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; concertId: string }> {
  const concertId = await sale.concert(4);
  const title = `Night of ${name}`;
  await sale.operator.admin.updateConcert.mutate({ concertId, title });
  const session = await (await sale.client(name)).enter(concertId);
  const [date] = await session.dates();
  const hold = await session.hold((await session.seats(date)).slice(0, 2));
  const { id: paymentId } = await session.pay(hold, { topUp: true });
  const page = await visit(options);
  await page.goto(`/sign-in?next=/tickets/${paymentId}`);
  await signIn(page, name);
  await codes(page).first().waitFor();
  await page.getByRole('heading', { name: title }).waitFor();
  return { page, concertId };
}
