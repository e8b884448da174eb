import { loadTool } from '../testing/consumers/tools/load-tool.ts';

export const FORM_FACTORS = ['mobile', 'desktop'] as const;
type FormFactor = (typeof FORM_FACTORS)[number];

/** What is read of a result of Lighthouse. */
export interface LighthouseResult {
  categories: Record<string, { score: number | null; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, Audit>;
  environment: { benchmarkIndex: number };
  runtimeError?: { message: string };
}

export interface Audit {
  title: string;
  score: number | null;
  numericValue?: number;
  displayValue?: string;
  details?: { items?: object[] };
}

interface Lighthouse {
  default(
    url: string,
    flags: { port: number; logLevel: 'error'; onlyCategories: string[] },
    config?: object,
  ): Promise<{ lhr: LighthouseResult } | undefined>;
  desktopConfig: object;
}

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

/**
 * Measures one load of a page with an empty cache, in the browser at that port. What is stored locally stays.
 * Mobile is Lighthouse's default: a slow phone and network, simulated from the trace.
 */
export async function loadLighthouse(
  port: number,
): Promise<(url: string, form: FormFactor) => Promise<LighthouseResult>> {
  const { default: lighthouse, desktopConfig } = await loadTool<Lighthouse>('lighthouse');
  return async (url, form) => {
    const flags = { port, logLevel: 'error' as const, onlyCategories: [...CATEGORIES] };
    const found = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined);
    if (!found) throw new Error(`Lighthouse says nothing of ${url}`);
    const { lhr } = found;
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    return lhr;
  };
}
