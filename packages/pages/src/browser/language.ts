import { formatTime } from '@frontrow/ui/format/dates.ts';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { i18n, type Messages } from '@lingui/core';
import { useLingui } from '@lingui/react';

export const LANGUAGES = ['en', 'ko'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Read by the server too, which writes the page's `lang` and preloads that language's font. */
const COOKIE = 'language';
const ONE_YEAR_SECONDS = 31_536_000;

/** The font of each language, and characters by which the browser finds its files. */
const fonts = {
  en: ['16px "Inter Variable"', 'A₩'],
  ko: ['16px "Pretendard UI"', '가'],
} as const;
/** As long as a browser itself hides text whose font is late; a page without it is better than none. */
const FONT_WAIT_MILLISECONDS = 3_000;

/** The chosen language, else the page's own, which the server took from the browser's languages. */
export function firstLanguage(): Language {
  const chosen = new RegExp(`(?:^|; )${COOKIE}=(\\w+)`).exec(document.cookie)?.[1];
  return [chosen, document.documentElement.lang].find(isLanguage) ?? 'en';
}

const isLanguage = (text: string | undefined): text is Language =>
  LANGUAGES.includes(text as Language);

/** Where the words of an app are, by language. */
export type Catalogues = Record<Language, () => Promise<{ messages: Messages }>>;

/** Loads the messages, and the font with them: lines that were drawn without it would move when it comes. */
export async function loadLanguage(catalogues: Catalogues, language: Language): Promise<void> {
  const [{ messages }] = await Promise.all([catalogues[language](), loadFont(language)]);
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}

/**
 * Uses each format of a language once. At the first use the browser reads its data, which takes as long as drawing a
 * page: in short tasks of their own, while the first answer of the server is on its way.
 */
export async function readFormats(language: Language): Promise<void> {
  const uses = [
    () => formatTime(new Date(), { language }),
    () => formatTime(new Date(), { language, timezone: 'Asia/Seoul' }),
    () => formatMoney(0, 'KRW', language),
    () => new Intl.PluralRules(language).select(0),
  ];
  for (const use of uses) {
    await new Promise((resolve) => setTimeout(resolve));
    use();
  }
}

async function loadFont(language: Language): Promise<void> {
  const [font, sample] = fonts[language];
  const loaded = document.fonts.load(font, sample).catch(() => {
    // The page is shown in a font of the system.
  });
  const late = new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MILLISECONDS));
  await Promise.race([loaded, late]);
}

/** Languages whose words could not be loaded. A browser does not ask for such a script again in the same page. */
const failed = new Set<Language>();

/**
 * Changes the language of the page, without a reload, and for later visits. Rejects if its words cannot be loaded; a
 * later try loads the page anew.
 */
export async function chooseLanguage(catalogues: Catalogues, language: Language): Promise<void> {
  if (failed.has(language)) {
    // Rejects without a network: then the page that is shown stays.
    await fetch('/', { method: 'HEAD', cache: 'no-store' });
    keepLanguage(language);
    location.reload();
    return;
  }
  try {
    await loadLanguage(catalogues, language);
  } catch (error) {
    failed.add(language);
    throw error;
  }
  keepLanguage(language);
}

function keepLanguage(language: Language): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the server reads it; the cookie store is not in every browser
  document.cookie = `${COOKIE}=${language}; path=/; max-age=${ONE_YEAR_SECONDS}; samesite=lax`;
}

export const useLanguage = (): Language => useLingui().i18n.locale as Language;
