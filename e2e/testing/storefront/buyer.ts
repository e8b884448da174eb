import type { Page } from 'playwright-core';

/** Signs in by name on the page that asks for it, and waits until it has gone on. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: `Go on as ${name}` }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Opens the concert's line as that user. */
export async function joinAs(page: Page, concertId: string, name: string): Promise<void> {
  await page.goto(`/concerts/${concertId}/queue`);
  await signIn(page, name);
}

/** Opens the seats of the concert's only date, at the visitor's turn. */
export async function chooseSeats(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Choose seats' }).click();
  await page.getByRole('heading', { name: 'Choose seats' }).waitFor();
}

/** The list of sections, rows and seats. */
export const seatList = (page: Page) => page.getByRole('region', { name: 'Choose from a list' });

/** Opens a row in the list: the section, if it is not open, and the row. */
export async function openRow(page: Page, section: string, row: string): Promise<void> {
  const list = seatList(page);
  await page.locator('.sm-grid').waitFor();
  if (!(await list.isVisible())) await page.getByRole('button', { name: 'List' }).click();
  const rowButton = list.getByRole('button', { name: new RegExp(`^Row ${row}`) });
  if ((await rowButton.count()) === 0) {
    await list.getByRole('button', { name: new RegExp(`^${section}`) }).click();
  }
  if ((await rowButton.getAttribute('aria-expanded')) === 'false') await rowButton.click();
}

/** The button of a seat in an open row of the list, such as row `A`, number 3. */
export const seat = (page: Page, row: string, number: number) =>
  seatList(page).getByRole('button', { name: `, row ${row}, seat ${number},` });

/** Joins as that user, and opens the seats of the concert's only date with the first row open in the list. */
export async function joinAtSeats(page: Page, concertId: string, name: string): Promise<void> {
  await joinAs(page, concertId, name);
  await chooseSeats(page);
  await openRow(page, 'S', 'A');
  await seat(page, 'A', 1).waitFor();
}
