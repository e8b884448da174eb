import { drawing } from '@frontrow/contract/chart/drawing';
import { club } from '@frontrow/database/seeds/venues/club';
import { expect, test } from 'vitest';
import type { EditorPage } from '../testing/page/editor-page.ts';
import { useEditorPages } from '../testing/page/use-editor-pages.ts';

const open = useEditorPages();

test('the club of the demo is rebuilt by mouse and keyboard, and its export equals the generator’s', async () => {
  const editor = await open();
  await drawTheSheet(editor);
  await drawTheFloor(editor);
  await drawThePlatform(editor);
  await drawTheBalcony(editor);
  await drawTheSides(editor);

  expect(await editor.exported()).toEqual(drawing.parse(club()));
  await editor.page.getByText('No faults. It can be saved.').waitFor();

  // Everything goes back to the empty sheet, and forth again; more presses than steps do nothing.
  await editor.drawing.focus();
  for (let press = 0; press < 120; press++) await editor.page.keyboard.press('Control+z');
  expect((await editor.exported()).sections).toEqual([]);
  await editor.drawing.focus();
  for (let press = 0; press < 120; press++) await editor.page.keyboard.press('Control+Shift+z');
  expect(await editor.exported()).toEqual(drawing.parse(club()));

  await editor.page.getByLabel('Name of the chart').fill('Club Under');
  for (const [category, price] of [
    ['Standing', 44_000],
    ['Platform', 44_000],
    ['Balcony', 55_000],
  ] as const) {
    await editor.fill(`Price of ${category}`, price);
  }
  await editor.button('Save chart').click();
  await editor.page.waitForFunction(() => editorPage.saved.length === 1);
  const [saved] = await editor.page.evaluate(() => editorPage.saved);
  expect(saved?.name).toBe('Club Under');
  expect(saved?.chart).toEqual(drawing.parse(club()));
  expect(saved?.prices).toEqual({ Standing: 44_000, Platform: 44_000, Balcony: 55_000 });
});

async function drawTheSheet(editor: EditorPage): Promise<void> {
  await editor.fillAll({ Width: 1_600, Height: 1_500, x: 800, y: 240 });
  await corners(editor, [
    [500, 60],
    [1_100, 60],
    [1_100, 240],
    [500, 240],
  ]);
  await editor.button('Show all').click();
}

/** Drawn with the mouse. */
async function drawTheFloor(editor: EditorPage): Promise<void> {
  const size = [1_600, 1_500] as const;
  await editor.button('Standing').click();
  await editor.drag([
    await editor.pointOf([380, 290], size),
    await editor.pointOf([1_220, 900], size),
  ]);
  await editor.fillAll({ Name: 'Floor', Category: 'Standing', People: 600 });
}

/** Added by the keyboard; its seats are marked by the keyboard too. */
async function drawThePlatform(editor: EditorPage): Promise<void> {
  await addRows(editor, 'Platform', 'Platform');
  await editor.fillAll({ Rows: 1, 'Seats in first row': 8, 'Seat spacing': 50, Aisles: '4' });
  await editor.fillAll({ 'Middle, x': 800, 'First row, y': 970, 'First row name': 'P' });
  await outline(editor, [
    [560, 930],
    [1_040, 930],
    [1_040, 1_010],
    [560, 1_010],
  ]);
  for (const [tool, first] of [
    ['Wheelchair', 0],
    ['Companion', 1],
  ] as const) {
    await editor.button(tool).click();
    await editor.drawing.focus();
    const { keyboard } = editor.page;
    // To the first seat, which the cursor begins with or comes back to.
    for (let seat = 0; seat < 8; seat++) await keyboard.press('ArrowLeft');
    for (let seat = 0; seat < 8; seat++) {
      if (seat % 2 === first) await keyboard.press('Enter');
      await keyboard.press('ArrowRight');
    }
    await keyboard.press('Escape');
  }
}

async function drawTheBalcony(editor: EditorPage): Promise<void> {
  await addRows(editor, 'Balcony', 'Balcony');
  await editor.fillAll({ Rows: 3, 'Seats in first row': 26, 'Seat spacing': 35.56 });
  await editor.fillAll({ 'Row spacing': 70, Curve: 90, Aisles: '8, 18' });
  await editor.fillAll({ 'Middle, x': 800, 'First row, y': 1_080 });
  await outline(editor, [
    [280, 1_040],
    [1_320, 1_040],
    [1_320, 1_360],
    [280, 1_360],
  ]);
}

/** One side is drawn and its seats are marked with the mouse; the other one is a copy that is turned by half. */
async function drawTheSides(editor: EditorPage): Promise<void> {
  await addRows(editor, 'Balcony left', 'Balcony');
  await editor.fillAll({ Rows: 2, 'Seats in first row': 11, 'Seat spacing': 66, 'Angle, °': 90 });
  await editor.fillAll({ 'Middle, x': 220, 'First row, y': 650 });
  await outline(editor, [
    [130, 270],
    [250, 270],
    [250, 1_030],
    [130, 1_030],
  ]);
  await markFirstSeats(editor, [130, 250]);
  await editor.button('Select').click();
  await editor.selectSection('Balcony left');
  await editor.fillAll({ 'Right by': 1_160, 'Turn by, °': 0 });
  await editor.button('Add 1 copy').click();
  await editor.selectSection('Balcony left 2');
  await editor.fillAll({ Name: 'Balcony right', 'Angle, °': -90 });
  await editor.page.getByLabel('Seat numbers from the right').check();
  await editor.fill('Middle, x', 1_380);
  // The marks stay at their seats, which are now the last ones.
  await editor.button('Clear marks').click();
  await lassoSeats(editor, [
    [1_340, 800],
    [1_480, 1_050],
  ]);
  await markFirstSeats(editor, [1_350, 1_470]);
  await editor.button('Select').click();
  await editor.selectSection('Balcony right');
  await outline(editor, [
    [1_350, 270],
    [1_470, 270],
    [1_470, 1_030],
    [1_350, 1_030],
  ]);
}

const markFirstSeats = async (
  editor: EditorPage,
  [left, right]: readonly [number, number],
): Promise<void> => {
  await editor.button('Restricted view').click();
  await lassoSeats(editor, [
    [left, 290],
    [right, 419],
  ]);
};

/** Draws around a box of the sheet. */
async function lassoSeats(
  editor: EditorPage,
  [[left, top], [right, bottom]]: readonly [readonly [number, number], readonly [number, number]],
): Promise<void> {
  const around = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
    [left, top],
  ] as const;
  const size = [1_600, 1_500] as const;
  await editor.drag(await Promise.all(around.map((point) => editor.pointOf(point, size))));
}

/** Adds rows by the keyboard. */
async function addRows(editor: EditorPage, name: string, category: string): Promise<void> {
  await editor.button('Rows').press('Enter');
  await editor.fillAll({ Name: name, Category: category });
}

async function outline(
  editor: EditorPage,
  points: readonly (readonly [number, number])[],
): Promise<void> {
  await editor.choose('Outline', 'New rectangle');
  await corners(editor, points);
}

async function corners(
  editor: EditorPage,
  points: readonly (readonly [number, number])[],
): Promise<void> {
  for (const [index, [x, y]] of points.entries()) {
    await editor.fillAll({ [`Corner ${index + 1}, x`]: x, [`Corner ${index + 1}, y`]: y });
  }
}
