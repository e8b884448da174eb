import { chromium } from 'playwright-core';

/** What a sign-in by name answers; a page keeps the same. */
export interface SignedIn {
  accessToken: string;
  user: { id: string; name: string };
}

export interface Visitor {
  /** The address of the pages. */
  url: string;
  /** Null: nobody is signed in. */
  user: SignedIn | null;
}

/** Makes the browser that of this visitor, who was never here before: Lighthouse opens its pages in it. */
export async function openAs(port: number, { url, user }: Visitor): Promise<void> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  try {
    const [context] = browser.contexts();
    const page = await context?.newPage();
    if (!page) throw new Error('the browser has no window');
    await page.goto(new URL('/healthz', url).href);
    const text = JSON.stringify(user);
    await page.evaluate(
      `localStorage.clear(); localStorage.setItem('frontrow.sign-in', ${JSON.stringify(text)})`,
    );
    await page.close();
  } finally {
    await browser.close();
  }
}
