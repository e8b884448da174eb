import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { joinAs } from '../testing/storefront/buyer.ts';
import { admit, fullConcert, HIDE } from '../testing/storefront/line.ts';
import { look } from '../testing/storefront/look.ts';
import { openStorefront } from '../testing/storefront/open-storefront.ts';
import { shopOfFile } from '../testing/storefront/shop.ts';

const shop = shopOfFile(() => openStorefront());

/** Counts the tones that the page plays and the notifications that it shows; both are played and shown all the same. */
const COUNT_CALLS = `
  globalThis.calls = { tones: 0, notifications: [] };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...args) {
    globalThis.calls.tones++;
    return start.apply(this, args);
  };
  const Real = globalThis.Notification;
  if (Real) {
    globalThis.Notification = class extends Real {
      constructor(title, options) {
        super(title, options);
        globalThis.calls.notifications.push(title + ': ' + options.body);
      }
    };
  }`;

const WAIT = { timeout: 30_000 };
/** What is only spoken has no size. */
const ATTACHED = { state: 'attached' } as const;

interface Calls {
  tones: number;
  notifications: string[];
}
const callsOf = (page: Page) => page.evaluate('globalThis.calls') as Promise<Calls>;

/** A visitor behind one other, who pressed the button to be called. */
async function visitorToCall(name: string, options: BrowserContextOptions) {
  const { concertId } = await fullConcert(shop().sale, 1);
  const page = await shop().visit(options);
  await page.addInitScript(COUNT_CALLS);
  await joinAs(page, concertId, name);
  await page.getByRole('button', { name: 'Call me with a sound' }).click();
  await page.getByText('We call you with a sound. Keep this page open.').waitFor();
  return { page, concertId };
}

test('in a hidden tab the turn comes by sound, notification, title and icon, and the page says since when', async () => {
  const { page, concertId } = await visitorToCall('allowed', { permissions: ['notifications'] });
  await look(page, '소리로 알려 드릴게요. 이 창을 열어 두세요.');
  const { tones } = await callsOf(page);
  expect(tones).toBeGreaterThan(0);
  await page.evaluate(HIDE);
  await admit(shop().sale, concertId, 2);
  await expect.poll(() => page.title(), WAIT).toContain('● Your turn');
  await expect
    .poll(() => callsOf(page), WAIT)
    .toEqual({
      tones: 2 * tones,
      notifications: ["It's your turn: T"],
    });
  expect(await page.locator('link[rel=icon]').getAttribute('href')).toMatch(/^data:/);
  await page.getByText(/^Your turn since \d\d:\d\d$/).waitFor();
  await look(page, /^\d\d:\d\d부터 내 차례예요$/);
  // Another language is no reason to call again.
  expect(await callsOf(page)).toMatchObject({ tones: 2 * tones });
  expect(shop().faults).toEqual([]);
});

test('where notifications are not allowed, the sound calls alone; in a tab that is looked at, too', async () => {
  const { page, concertId } = await visitorToCall('denied', { permissions: [] });
  const { tones } = await callsOf(page);
  expect(await page.evaluate('Notification.requestPermission()')).toBe('denied');
  await page.evaluate(HIDE);
  await admit(shop().sale, concertId, 2);
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await expect.poll(() => callsOf(page), WAIT).toEqual({ tones: 2 * tones, notifications: [] });

  const seen = await visitorToCall('looking', { permissions: ['notifications'] });
  await admit(shop().sale, seen.concertId, 2);
  await seen.page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await expect
    .poll(() => callsOf(seen.page), WAIT)
    .toEqual({ tones: 2 * tones, notifications: [] });
  expect(await seen.page.getByText(/^Your turn since/).count()).toBe(0);
});

test('whoever did not ask is not called by sound, and a screen reader speaks the turn at once', async () => {
  const { concertId } = await fullConcert(shop().sale, 1);
  const page = await shop().visit();
  await page.addInitScript(COUNT_CALLS);
  await joinAs(page, concertId, 'silent');
  const spoken = (how: 'polite' | 'assertive') => page.locator(`[aria-live=${how}]`);
  await spoken('polite').filter({ hasText: '1 person is ahead of you' }).waitFor(ATTACHED);
  await admit(shop().sale, concertId, 2);
  await page.getByRole('heading', { name: "It's your turn" }).waitFor();
  await spoken('assertive').filter({ hasText: "It's your turn" }).waitFor(ATTACHED);
  expect(await callsOf(page)).toEqual({ tones: 0, notifications: [] });
});
