import type { HtmlTagDescriptor, Rolldown } from 'vite';
import type { PageModules } from './page-modules.ts';

type Bundle = Rolldown.OutputBundle;

/**
 * The elements by which a page loads what its first script would ask for later: font and messages of a language,
 * scripts of a page. The server keeps those of the visitor's language and of the page at the address.
 */
export const preloadsOf = (bundle: Bundle, pages: readonly PageModules[]): HtmlTagDescriptor[] => [
  preloadFont(bundle, 'en', /inter-latin-wght-normal-[^/]*\.woff2$/),
  preloadFont(bundle, 'en', /inter-currency-[0-9a-f]{12}-[^/]*\.woff2$/),
  preloadFont(bundle, 'ko', /pretendard-[0-9a-f]{12}-[^/]*\.woff2$/),
  preloadScript(chunkOf(bundle, 'locales/en.po').fileName, { 'data-language': 'en' }),
  preloadScript(chunkOf(bundle, 'locales/ko.po').fileName, { 'data-language': 'ko' }),
  ...pages.flatMap(({ name, modules }) =>
    [...scriptsOf(bundle, modules)].map((file) => preloadScript(file, { 'data-page': name })),
  ),
];

/**
 * The elements that run what the first script imports, in that order, before it does: each is a task of its own, and
 * between tasks the browser answers its visitor.
 */
export function firstScriptsOf(bundle: Bundle): HtmlTagDescriptor[] {
  const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry);
  return importsOf(bundle, entry?.fileName ?? '').map((file) => ({
    tag: 'script',
    attrs: { type: 'module', crossorigin: '', src: `/${file}` },
    injectTo: 'head-prepend',
  }));
}

function preloadFont(bundle: Bundle, language: string, name: RegExp): HtmlTagDescriptor {
  const file = Object.keys(bundle).find((path) => name.test(path));
  if (!file) throw new Error(`the build has no font for ${language}`);
  return {
    tag: 'link',
    attrs: {
      ...{ rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '' },
      ...{ href: `/${file}`, 'data-language': language },
    },
    injectTo: 'head-prepend',
  };
}

const preloadScript = (file: string, marks: Record<string, string>): HtmlTagDescriptor => ({
  tag: 'link',
  attrs: { rel: 'modulepreload', crossorigin: '', href: `/${file}`, ...marks },
  injectTo: 'head',
});

/** The script that is imported for a module: its own, or the one that has it beside others. */
function chunkOf(bundle: Bundle, module: string): Rolldown.OutputChunk {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const isIt = (id: string | null) => id?.endsWith(`/${module}`);
  const found =
    chunks.find(({ facadeModuleId }) => isIt(facadeModuleId)) ??
    chunks.find(({ moduleIds }) => moduleIds.some(isIt));
  if (!found) throw new Error(`the build has no script for ${module}`);
  return found;
}

/** The files of these modules and of what they import, without those that every page loads first. */
function scriptsOf(bundle: Bundle, modules: string[]): Set<string> {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
  const first = new Set(
    chunks.filter(({ isEntry }) => isEntry).flatMap(({ fileName }) => fileName),
  );
  for (const file of first) for (const imported of importsOf(bundle, file)) first.add(imported);
  const files = new Set(modules.map((module) => chunkOf(bundle, module).fileName));
  for (const file of files) {
    for (const imported of importsOf(bundle, file)) if (!first.has(imported)) files.add(imported);
  }
  return files;
}

function importsOf(bundle: Bundle, file: string): string[] {
  const chunk = bundle[file];
  return chunk?.type === 'chunk' ? chunk.imports : [];
}
