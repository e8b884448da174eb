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

/** The value of an expression in the page. */
const inPage = <Value>(page: Page, expression: string): Promise<Value> => page.evaluate(expression);

/** What a screen reader says for the seat that the keyboard is on. */
const current = (page: Page) =>
  inPage<string | null>(
    page,
    `document.getElementById(document.querySelector('.sm-grid').getAttribute('aria-activedescendant') ?? '')?.textContent ?? null`,
  );

/** Presses a key until an element has the focus, as somebody does who cannot see where it is. */
async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; !(await isThere()); presses++) {
    expect(presses, `presses of ${key}`).toBeLessThan(60);
    await page.keyboard.press(key);
  }
}

const focusIsOn = (page: Page, selector: string) =>
  inPage<boolean>(page, `document.activeElement.matches('${selector}')`);

test('from the list to held seats by keys on the map alone', async () => {
  const page = await visitorAtMap('keys');
  await seatList(page).getByRole('button', { name: /^S/ }).focus();
  const isBefore = await inPage<boolean>(
    page,
    `(document.activeElement.compareDocumentPosition(document.querySelector('.sm-grid')) & Node.DOCUMENT_POSITION_PRECEDING) > 0`,
  );
  await pressUntil(page, isBefore ? 'Shift+Tab' : 'Tab', () => focusIsOn(page, '.sm-grid'));
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
  await pressUntil(page, 'Tab', () => hold.and(page.locator(':focus')).isVisible());
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Yours until/ }).waitFor();
  expect(await page.getByText(/S row B seat [123]/).count()).toBe(2);
  expect(await page.getByText(/S row B seat 2/).count()).toBe(1);
});

test('each token of the pages reaches the map, in the light and in the dark', async () => {
  const page = await visitorAtMap('tokens');
  const tokens = await inPage<string[]>(
    page,
    `document.adoptedStyleSheets.flatMap((sheet) => [...sheet.cssRules])
      .flatMap(({ cssText }) => [...cssText.matchAll(/var\\(--seat-map-([\\w-]+)/g)])
      .map(([, name]) => name).filter((name) => !['gutter', 'text'].includes(name))`,
  );
  expect(new Set(tokens).size).toBe(19);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const token of new Set(tokens)) {
      const [own, used] = await inPage<[string, string]>(
        page,
        `['--${token}', '--sm-${token}'].map((name) => getComputedStyle(document.querySelector('.seat-map')).getPropertyValue(name))`,
      );
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
    inPage<boolean>(
      page,
      `(() => {
        const drawn = document.querySelectorAll('.sm-view > canvas')[${canvas}];
        const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
        const colour = ${JSON.stringify(colour)};
        for (let at = 0; at < data.length; at += 4)
          if (colour.every((part, index) => data[at + index] === part)) return true;
        return false;
      })()`,
    );
  for (const [token, canvas, value, colour] of [
    ['--you', 1, '#00ff80', [0, 255, 128]],
    ['--cat-1', 0, '#0080ff', [0, 128, 255]],
    ['--raised', 0, '#ffe0c0', [255, 224, 192]],
  ] as const) {
    expect(await has(canvas, [...colour]), token).toBe(false);
    await page.evaluate(`document.documentElement.style.setProperty('${token}', '${value}')`);
    await expect
      .poll(() => has(canvas, [...colour]), { message: token, timeout: 60_000 })
      .toBe(true);
  }
});
