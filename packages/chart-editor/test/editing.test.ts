import { type Drawing, drawing } from '@frontrow/contract/chart/drawing';
import { theatre } from '@frontrow/database/seeds/venues/theatre';
import { expect, test } from 'vitest';
import type { EditorPage } from '../testing/page/editor-page.ts';
import { useEditorPages } from '../testing/page/use-editor-pages.ts';

const open = useEditorPages();
const SIZE = [1_600, 1_500] as const;

const sectionOf = ({ sections }: Drawing, name: string) =>
  sections.find((section) => section.name === name);
const spoken = (editor: EditorPage) => editor.page.locator('.ce > [role=status]').textContent();

test('a section is dragged, aligned, turned, copied and removed, and each of them is undone', async () => {
  const editor = await open({ template: 'club' });
  const before = await editor.exported();
  const startOf = async (name: string) => {
    const section = sectionOf(await editor.exported(), name);
    return section?.kind === 'SEATED' ? section.rows[0]?.start : undefined;
  };
  // Dragged to the right by about 53: nothing is near, so that it goes to the grid.
  await editor.drag([
    await editor.pointOf([800, 970], SIZE),
    await editor.pointOf([853, 970], SIZE),
  ]);
  expect(await startOf('Platform')).toEqual([650, 970]);
  // Dragged back to nearly the middle, where it is aligned with the middle of the sheet.
  await editor.drag([
    await editor.pointOf([850, 970], SIZE),
    await editor.pointOf([805, 970], SIZE),
  ]);
  expect(await startOf('Platform')).toEqual([600, 970]);

  await editor.drawing.focus();
  await editor.page.keyboard.press(']');
  expect(await editor.field('Angle, °').inputValue()).toBe('15');
  await editor.page.keyboard.press('[');
  await editor.page.keyboard.press('Shift+ArrowRight');
  expect(await startOf('Platform')).toEqual([601, 970]);

  await editor.drawing.focus();
  await editor.page.keyboard.press('Control+d');
  expect(sectionOf(await editor.exported(), 'Platform 2')).toBeDefined();
  await editor.drawing.focus();
  await editor.page.keyboard.press('Delete');
  expect(sectionOf(await editor.exported(), 'Platform 2')).toBeUndefined();

  await editor.drawing.focus();
  for (let press = 0; press < 10; press++) await editor.page.keyboard.press('Control+z');
  expect(await editor.exported()).toEqual(before);
});

test('a chart is turned by its handle, and an escape in the middle of a drag changes nothing', async () => {
  const editor = await open({ template: 'club' });
  await editor.selectSection('Balcony');
  const [x, y] = await editor.pointOf([800, 1_040], SIZE);
  // The handle is above the selection.
  await editor.drag([
    [x, y - 28],
    [x + 200, y + 60],
  ]);
  expect(Number(await editor.field('Angle, °').inputValue()) % 15).toBe(0);
  expect(Number(await editor.field('Angle, °').inputValue())).not.toBe(0);
  await editor.button('Undo').click();
  const before = await editor.exported();

  await editor.drawing.focus();
  const from = await editor.pointOf([800, 970], SIZE);
  await editor.page.mouse.move(from[0], from[1]);
  await editor.page.mouse.down();
  await editor.page.mouse.move(from[0] + 60, from[1] + 40, { steps: 5 });
  await editor.page.keyboard.press('Escape');
  await editor.page.mouse.up();
  expect(await editor.exported()).toEqual(before);
});

test('a fault is shown while it is made, where it is and in the list, and goes with its cause', async () => {
  const editor = await open({ template: 'club' });
  await editor.selectSection('Balcony left');
  await editor.fill('Middle, x', 220);
  await editor.field('Middle, x').fill('1440');
  // Its two rows lie on those of the other side, which come later.
  await editor.page.getByText('Balcony right, row A: A seat lies on another one').waitFor();
  await editor.button('Save chart').click();
  expect(await editor.page.evaluate(() => editorPage.saved)).toEqual([]);
  await editor.selectSection('Platform');
  await editor.button(/^Balcony right, row A/).click();
  const pressed = editor.page.locator('.ce-sections [aria-pressed=true]');
  expect(await pressed.textContent()).toContain('Balcony right');
  await editor.button('Undo').click();
  await editor.page.getByText('No faults. It can be saved.').waitFor();
});

test('what the server refuses is shown where it belongs until the next change', async () => {
  const editor = await open({ template: 'club' });
  await editor.page.evaluate(() => {
    editorPage.refuse = [
      { path: ['chart', 'sections', 1, 'rows', 0], message: 'has a seat where another one is' },
    ];
  });
  await editor.button('Save chart').click();
  await editor.page.getByText('Platform, row P: A seat lies on another one').waitFor();
  await editor.page.getByText('It was not done. Try again.').waitFor();
  await editor.selectSection('Platform');
  await editor.fill('First row, y', 971);
  await editor.page.getByText('No faults. It can be saved.').waitFor();
  await editor.button('Save chart').click();
  await editor.page.waitForFunction(() => editorPage.saved.length === 1);
});

test('a chart is imported and exported as the same JSON, and what is no chart is refused with its reason', async () => {
  const editor = await open();
  const stored = drawing.parse(theatre());
  await editor.import(JSON.stringify({ chartId: 'x', name: 'Namsan Hall', chart: theatre() }));
  await editor.page.getByText('981 places').waitFor();
  expect(JSON.stringify(await editor.exported())).toBe(JSON.stringify(stored));
  await editor.selectSection('Stalls');
  expect(await editor.field('Seats more each row').inputValue()).toBe('1');
  await editor.import('{"width": 10}');
  await editor.page.getByText(/This file is not a chart: height/).waitFor();
  expect(JSON.stringify(await editor.exported())).toBe(JSON.stringify(stored));
  await editor.button('Undo').click();
  expect((await editor.exported()).sections).toEqual([]);
});

test('templates are loaded, rows are changed one by one, and rings go on around their centre', async () => {
  const editor = await open();
  await editor.choose('New from', 'Theatre');
  await editor.selectSection('Circle');
  await editor.button('Change rows one by one').click();
  await editor.choose('Row', 'B');
  await editor.fillAll({ 'Row name': 'BB', 'Seats in first row': 37 });
  const circle = sectionOf(await editor.exported(), 'Circle');
  expect(circle).toMatchObject({
    rows: [{ name: 'A' }, { name: 'BB', count: 37 }, {}, {}, {}, {}, {}, {}],
  });

  await editor.choose('New from', 'Empty sheet');
  await editor.button('Ring').press('Enter');
  await editor.fillAll({ 'Turns by, °': 20, 'Starts at, °': -40, 'Radius of first row': 500 });
  await editor.fill('Copies', 3);
  await editor.button('Add 3 copies').click();
  const chart = await editor.exported();
  expect(chart.sections.map(({ name }) => name)).toEqual([1, 2, 3, 4].map((n) => `Section ${n}`));
  await editor.page.getByText('No faults. It can be saved.').waitFor();
});

test('a screen reader hears what is selected, and each seat with its marks', async () => {
  const editor = await open({ template: 'club' });
  await editor.drawing.focus();
  await editor.page.keyboard.press('PageDown');
  await expect.poll(() => spoken(editor)).toBe('Floor, 600 places');
  await editor.page.keyboard.press('PageDown');
  await expect.poll(() => spoken(editor)).toBe('Platform, 8 places');
  await editor.button('Restricted view').click();
  await editor.drawing.focus();
  await editor.page.keyboard.press('ArrowRight');
  await expect.poll(() => spoken(editor)).toBe('Platform, row P, seat 1, Wheelchair');
  await editor.page.keyboard.press('Enter');
  await expect
    .poll(() => spoken(editor))
    .toBe('Platform, row P, seat 1, Wheelchair, Restricted view');
});

test('the host is told of changes, with the prices that are said', async () => {
  const editor = await open({ template: 'club' });
  await editor.fill('Price of Balcony', 60_000);
  await editor.page.waitForFunction(() => editorPage.changes.length === 1);
  const [change] = await editor.page.evaluate(() => editorPage.changes);
  expect(change?.prices).toEqual({ Standing: 77_000, Platform: 88_000, Balcony: 60_000 });
  expect(change?.name).toBe('House');
});

test('the preview is the buyers’ map, and follows what is drawn', async () => {
  const editor = await open({ template: 'club' });
  await editor.button('Preview as buyer').click();
  const map = editor.page.locator('.ce-preview');
  await map.getByText('₩110,000 · 122 left').waitFor();
  await editor.selectSection('Balcony left');
  await editor.button('Remove').click();
  await map.getByText('₩110,000 · 100 left').waitFor();
});

test('on a phone the chart is looked at', async () => {
  const editor = await open({ template: 'club' }, { viewport: { width: 390, height: 800 } });
  await editor.page.getByText('Here you can look at the chart. Draw on a wider screen.').waitFor();
  await editor.page.locator('.seat-map').waitFor();
  expect(await editor.button('Save chart').count()).toBe(0);
});
