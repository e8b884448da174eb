/** The modules of a page, which load beside its first script. */
export interface PageModules {
  name: string;
  path: RegExp;
  /** By the end of their paths. */
  modules: string[];
}

/** The name of the page at a path; `first` for the page that comes with the first load, and for what there is not. */
export const pageAt = (pages: readonly PageModules[], path: string): string =>
  pages.find((page) => page.path.test(path))?.name ?? 'first';
