import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { API_META } from '../build/api-meta.ts';
import { type PageModules, pageAt } from '../build/page-modules.ts';

const LANGUAGES = ['en', 'ko'] as const;
type PageLanguage = (typeof LANGUAGES)[number];

export interface ServedPage {
  /** By the encodings that a browser may accept; `identity` is the page as it is. */
  bodies: Record<'br' | 'gzip' | 'identity', Buffer>;
  etag: string;
}

/**
 * The built page for a path in a language: with its `lang`, the font, messages and scripts that it needs, and the
 * address of the API, to which the browser connects while the scripts load.
 */
export function createPages(
  folder: string,
  { apiUrl, pages }: { apiUrl: string; pages: readonly PageModules[] },
): (path: string, language: PageLanguage) => ServedPage {
  const built = readFileSync(join(folder, 'index.html'), 'utf8');
  const pageOf = (name: string, language: PageLanguage): ServedPage => {
    const html = built
      .replace('<html lang="en">', `<html lang="${language}">`)
      .replaceAll(/ *<link [^>]*data-(?:language|page)="([\w-]+)"[^>]*>\n?/g, (link, of) =>
        of === language || of === name ? link : '',
      )
      .replace(
        '<title>',
        `<meta name="${API_META}" content="${escaped(apiUrl)}" />
    <link rel="preconnect" href="${new URL(apiUrl).origin}" crossorigin />
    <title>`,
      );
    const hash = createHash('sha256').update(html).digest('base64url').slice(0, 22);
    const bodies = {
      br: brotliCompressSync(html),
      gzip: gzipSync(html),
      identity: Buffer.from(html),
    };
    return { bodies, etag: `W/"${hash}"` };
  };
  const names = ['first', ...pages.map(({ name }) => name)];
  const served = new Map(
    names.flatMap((name) =>
      LANGUAGES.map((language) => [`${name} ${language}`, pageOf(name, language)] as const),
    ),
  );
  return (path, language) => {
    const page = served.get(`${pageAt(pages, path)} ${language}`);
    if (!page) throw new Error(`there is no page for ${path}`);
    return page;
  };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** The smallest of the encodings that the browser accepts. */
export function encodingOf({
  'accept-encoding': accepted = '',
}: IncomingHttpHeaders): keyof ServedPage['bodies'] {
  const names = accepted
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return (['br', 'gzip'] as const).find((encoding) => names.includes(encoding)) ?? 'identity';
}

/** The language that the visitor chose, else the first of the browser's that there is, else English. */
export function languageOf(headers: IncomingHttpHeaders): PageLanguage {
  const chosen = /(?:^|;\s*)language=(\w+)/.exec(headers.cookie ?? '')?.[1];
  if (isLanguage(chosen)) return chosen;
  const weighted = (headers['accept-language'] ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weight = parameters.map((one) => /^\s*q=([\d.]+)/.exec(one)?.[1]).find(Boolean);
    return { language: tag.split('-')[0], weight: Number(weight ?? 1) };
  });
  weighted.sort((a, b) => b.weight - a.weight);
  return weighted.map(({ language }) => language).find(isLanguage) ?? 'en';
}

const isLanguage = (text: string | undefined): text is PageLanguage =>
  LANGUAGES.includes(text as PageLanguage);
