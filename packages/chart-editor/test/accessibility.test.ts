import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import type { EditorPage } from '../testing/page/editor-page.ts';
import { useEditorPages } from '../testing/page/use-editor-pages.ts';

const open = useEditorPages();

const findings = async ({ page }: EditorPage) => {
  // The frames that axe would open are against the page's policy, and there are none in it.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
  );
};

test.for([
  ['light', undefined],
  ['dark', 'ko'],
] as const)('axe finds nothing, whatever is shown, in the %s', async ([colorScheme, language]) => {
  const given = language ? { language } : {};
  const editor = await open({ template: 'club', ...given }, { colorScheme });
  expect(await findings(editor)).toEqual([]);
  const list = editor.page.locator('.ce-sections');
  for (const name of ['Floor', 'Balcony']) {
    await list.getByText(name, { exact: true }).click();
    expect(await findings(editor)).toEqual([]);
  }
  // A fault, and the buyers' map.
  await editor.page.locator('input[type=number]').nth(2).fill('700');
  await editor.page.locator('.ce-faults li').first().waitFor();
  await editor.page.locator('.ce-bar [aria-pressed]').click();
  await editor.page.locator('.seat-map .sm-legend').waitFor();
  expect(await findings(editor)).toEqual([]);
});

test('axe finds nothing where places are taken off sale', async () => {
  const editor = await open({ template: 'club', block: '1' });
  await editor.button('Choose the whole section').click();
  expect(await findings(editor)).toEqual([]);
});

test('everything is reached by the Tab key, and the tools are one stop', async () => {
  const editor = await open({ template: 'club' });
  const { keyboard } = editor.page;
  await keyboard.press('Tab');
  const reached: string[] = [];
  for (let press = 0; press < 40; press++) {
    const name = await editor.page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (name === reached[0]) break;
    reached.push(name);
    await keyboard.press('Tab');
  }
  const expected = ['Name of the chart', 'Undo', 'Redo', 'New from', 'Import', 'Export'];
  expect(reached.slice(0, 6)).toEqual(expected);
  expect(reached).toContain('Drawing');
  expect(reached.filter((name) => ['Select', 'Rows', 'Wheelchair'].includes(name))).toEqual([
    'Select',
  ]);
  await editor.button('Select').focus();
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  expect(await editor.page.locator('.ce-sections [aria-pressed=true]').textContent()).toContain(
    'Section 1',
  );
});
