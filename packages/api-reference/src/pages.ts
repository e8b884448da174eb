import { overviewPage } from './markdown/overview.ts';
import { domainPage } from './markdown/page.ts';
import type { ApiModel } from './model/api-model.ts';

/** The pages of docs/api by their file names. */
export function pagesOf(api: ApiModel): Map<string, string> {
  const pages = api.domains.map(
    (domain) => [`${domain.name}.md`, domainPage(domain, api.errors)] as const,
  );
  return new Map([['README.md', overviewPage(api)], ...pages]);
}
