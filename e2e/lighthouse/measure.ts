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

interface Flags {
  port: number;
  logLevel: 'error';
  onlyCategories: string[];
  throttling: { cpuSlowdownMultiplier: number };
}

interface Lighthouse {
  default(
    url: string,
    flags: Flags,
    config?: object,
  ): Promise<{ lhr: LighthouseResult } | undefined>;
  desktopConfig: object;
}

export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

/** Lighthouse's slowdowns, and the speed of the machines that they are meant for, by its own index. */
const SLOWDOWNS = { mobile: 4, desktop: 1 };
const USUAL_INDEX = 1_500;

/**
 * How much slower than this machine the simulated one is: Lighthouse's own slowdown on a usual machine, less on a slow
 * or busy one (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#cpu-throttling).
 */
export const slowdownFor = (form: FormFactor, benchmarkIndex: number): number =>
  SLOWDOWNS[form] * Math.min(1, benchmarkIndex / USUAL_INDEX);

export interface Load {
  url: string;
  form: FormFactor;
  slowdown: number;
}

/**
 * Measures one load of a page with an empty cache, in the browser at that port. What is stored locally stays.
 * Both form factors are Lighthouse's own: network and processor are simulated from the trace.
 */
export async function loadLighthouse(
  port: number,
): Promise<(load: Load) => Promise<LighthouseResult>> {
  const { default: lighthouse, desktopConfig } = await loadTool<Lighthouse>('lighthouse');
  return async ({ url, form, slowdown }) => {
    const flags: Flags = {
      ...{ port, logLevel: 'error', onlyCategories: [...CATEGORIES] },
      throttling: { cpuSlowdownMultiplier: slowdown },
    };
    const found = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined);
    if (!found) throw new Error(`Lighthouse says nothing of ${url}`);
    const { lhr } = found;
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    return lhr;
  };
}
