import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { chooseSeats, joinAs, seatList } from '../testing/storefront/buyer.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

/** A visitor with a keyboard at the seats of a concert of three rows, eight seats each. */
async function visitorAtMap(name: string): Promise<Page> {
  const { operator } = shop().sale;
  const { id: concertId } = await operator.admin.createConcert.mutate({
    ...{ title: 'T', artist: 'A', venue: 'V' },
    queue: { pollAfterSeconds: 1 },
  });
  await operator.admin.createPerformance.mutate({
    concertId,
    startsAt: new Date(Date.now() + 86_400_000),
    sections: [{ name: 'S', rows: 3, seatsPerRow: 8, price: 1_000 }],
  });
  const page = await shop().visit({
    ...{ isMobile: false, hasTouch: false, viewport: { width: 1440, height: 900 } },
    reducedMotion: 'reduce',
  });
  await joinAs(page, concertId, name);
  await chooseSeats(page);
  await seatList(page).waitFor();
  await grid(page).waitFor();
  return page;
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Seat map' });

/** What a screen reader says for the seat that the keyboard is on. */
const current = (page: Page): Promise<string | null> =>
  grid(page).evaluate(
    (map) =>
      document.getElementById(map.getAttribute('aria-activedescendant') ?? '')?.textContent ?? null,
  );

/** Presses a key until an element has the focus, as somebody does who cannot see where it is. */
async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; !(await isThere()); presses++) {
    expect(presses, `presses of ${key}`).toBeLessThan(60);
    await page.keyboard.press(key);
  }
}

const hasFocus = (page: Page, selector: string) =>
  page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector);

test('from the list to held seats by keys on the map alone', async () => {
  const page = await visitorAtMap('keys');
  await seatList(page).getByRole('button', { name: /^S/ }).focus();
  const isBack = await page.evaluate(() => {
    const map = document.querySelector('.sm-grid');
    return map && document.activeElement
      ? (document.activeElement.compareDocumentPosition(map) & Node.DOCUMENT_POSITION_PRECEDING) > 0
      : false;
  });
  await pressUntil(page, isBack ? 'Shift+Tab' : 'Tab', () => hasFocus(page, '.sm-grid'));
  await expect.poll(() => current(page)).toMatch(/^S, row A, seat [45],/);
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => current(page)).toMatch(/^S, row B, seat [45],/);
  await page.keyboard.press('Home');
  await expect.poll(() => current(page)).toMatch(/^S, row B, seat 1,/);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => current(page)).toMatch(/^S, row B, seat 2,.*available$/);
  // Nothing is chosen by walking.
  expect(await page.getByRole('button', { name: /^Hold/, disabled: false }).count()).toBe(0);

  await page.keyboard.press('Enter');
  await expect.poll(() => current(page)).toMatch(/^S, row B, seat 2,.*chosen$/);
  const hold = page.getByRole('button', { name: /^Hold 2 seats/ });
  await hold.waitFor();
  await pressUntil(page, 'Tab', () => hold.evaluate((button) => button === document.activeElement));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  expect(await page.getByText(/S row B seat [123]/).count()).toBe(2);
  expect(await page.getByText(/S row B seat 2/).count()).toBe(1);
});

test('each token of the pages reaches the map, in the light and in the dark', async () => {
  const page = await visitorAtMap('tokens');
  const tokens = await page.evaluate(() =>
    document.adoptedStyleSheets
      .flatMap((sheet) => [...sheet.cssRules])
      .flatMap(({ cssText }) => [...cssText.matchAll(/var\(--seat-map-([\w-]+)/g)])
      .map(([, name = '']) => name)
      .filter((name) => name !== 'gutter'),
  );
  expect(new Set(tokens).size).toBe(17);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const token of new Set(tokens)) {
      const [own, used] = await page.evaluate((name) => {
        const probe = document.querySelector('.seat-map') ?? document.body;
        const style = getComputedStyle(probe);
        return [style.getPropertyValue(`--${name}`), style.getPropertyValue(`--sm-${name}`)];
      }, token);
      expect(own, `${token} in the ${colorScheme}`).not.toBe('');
      expect(used, `${token} in the ${colorScheme}`).toBe(own);
    }
  }
});

test('a token that changes is drawn', async () => {
  const page = await visitorAtMap('colours');
  await grid(page).focus();
  await pressUntil(page, 'Home', async () => (await current(page)) !== null);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Hold 2 seats/ }).waitFor();
  /** Whether a canvas of the map has a pixel of that colour. */
  const has = (canvas: number, colour: [number, number, number]) =>
    page.evaluate(
      ([index, [red, green, blue]]) => {
        const drawn = document.querySelectorAll<HTMLCanvasElement>('.sm-view > canvas')[index];
        const { data = [] } =
          drawn?.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height) ?? {};
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true;
        return false;
      },
      [canvas, colour] as const,
    );
  for (const [token, canvas, value, colour] of [
    ['--you', 1, '#00ff80', [0, 255, 128]],
    ['--cat-1', 0, '#0080ff', [0, 128, 255]],
    ['--raised', 0, '#ffe0c0', [255, 224, 192]],
  ] as const) {
    expect(await has(canvas, [...colour]), token).toBe(false);
    await page.evaluate(([name, set]) => document.documentElement.style.setProperty(name, set), [
      token,
      value,
    ] as const);
    await expect
      .poll(() => has(canvas, [...colour]), { message: token, timeout: 60_000 })
      .toBe(true);
  }
});
