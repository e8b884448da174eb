import { expect, test } from 'vitest';
import { useEditorPages } from '../testing/page/use-editor-pages.ts';

const open = useEditorPages();
const SIZE = [1_600, 1_500] as const;

test('a lasso chooses seats, and those that are on sale are taken off it by their place numbers', async () => {
  const editor = await open({ template: 'club', block: '1' });
  const around = [
    [540, 940],
    [1_060, 940],
    [1_060, 1_000],
    [540, 1_000],
    [540, 940],
  ] as const;
  await editor.drag(await Promise.all(around.map((point) => editor.pointOf(point, SIZE))));
  await editor.page.locator('.ce-chosen', { hasText: '8 places chosen' }).waitFor();
  // The platform's places are 600 to 607; of every ten places seven are on sale and one is blocked.
  const isFree = (place: number) => 'AAAAAAAHSB'[(place * 7) % 10] === 'A';
  const platform = Array.from({ length: 8 }, (_, seat) => 600 + seat);
  const free = platform.filter(isFree);
  await editor.button(`Take ${free.length} places off sale`).click();
  await editor.page.getByText(`${free.length} places changed.`).waitFor();
  expect(await editor.page.evaluate(() => editorPage.blocked)).toEqual([
    { places: free, isOn: true },
  ]);
  await editor.page.locator('.ce-chosen', { hasText: '0 places chosen' }).waitFor();
});

test('seats are chosen by keys and from a list, and put back on sale', async () => {
  const editor = await open({ template: 'club', block: '1' });
  await editor.drawing.focus();
  const { keyboard } = editor.page;
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await editor.page.locator('.ce-chosen', { hasText: '1 place chosen' }).waitFor();
  await editor.choose('Section', 'Balcony');
  await editor.choose('Row', 'B');
  await editor.choose('From seat', '3');
  await editor.choose('to seat', '12');
  await editor.button('Choose these seats').click();
  await editor.page.locator('.ce-chosen', { hasText: '11 places chosen' }).waitFor();
  await editor
    .button(/^Put \d+ places? back on sale/)
    .first()
    .click();
  await editor.page.waitForFunction(() => editorPage.blocked.length === 1);
  const [call] = await editor.page.evaluate(() => editorPage.blocked);
  expect(call?.isOn).toBe(false);
  expect(call?.places?.every((place) => 'AAAAAAAHSB'[(place * 7) % 10] === 'B')).toBe(true);
});

test('so many places of a standing area are taken off sale', async () => {
  const editor = await open({ template: 'club', block: '1' });
  await editor.fill('People', 40);
  await editor.button('Take 40 places off sale').click();
  await editor.page.waitForFunction(() => editorPage.blocked.length === 1);
  expect(await editor.page.evaluate(() => editorPage.blocked)).toEqual([
    { general: [{ section: 'Floor', quantity: 40 }], isOn: true },
  ]);
});
