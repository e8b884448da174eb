import { expect, test } from 'vitest';
import { encodingOf, languageOf } from './pages.ts';

test.each([
  ['nothing', {}, 'en'],
  ['the first language that there is', { 'accept-language': 'fr-FR,ko-KR;q=0.9,en;q=0.8' }, 'ko'],
  ['the one with the highest weight', { 'accept-language': 'ko;q=0.3, en-GB;q=0.7' }, 'en'],
  ['the chosen one first', { 'accept-language': 'ko', cookie: 'a=b; language=en' }, 'en'],
  ['a chosen one that there is', { 'accept-language': 'ko', cookie: 'language=fr' }, 'ko'],
] as const)('by %s', (_, headers, language) => {
  expect(languageOf(headers)).toBe(language);
});

test.each([
  ['the smallest that the browser takes', 'gzip, deflate, br, zstd', 'br'],
  ['gzip where there is no Brotli', 'gzip;q=0.5, deflate', 'gzip'],
  ['none that the browser refuses', 'br;q=0, gzip; q=0.0', 'identity'],
  ['none without a word of it', undefined, 'identity'],
] as const)('sends %s', (_, accepted, encoding) => {
  expect(encodingOf({ 'accept-encoding': accepted })).toBe(encoding);
});
