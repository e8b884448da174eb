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
  throttling?: { cpuSlowdownMultiplier: number };
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

/** Lighthouse's slowdown for a phone, and the speed of the machines that it is meant for, by its own index. */
const SLOWDOWN = 4;
const USUAL_INDEX = 1_500;

/**
 * How much slower than this machine the phone is: 4 on a usual one, less on a slow or busy one, which is a slow phone
 * already (https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md#cpu-throttling).
 */
export const slowdownFor = (benchmarkIndex: number): number =>
  Math.min(SLOWDOWN, Math.max(1, (SLOWDOWN * benchmarkIndex) / USUAL_INDEX));

export interface Load {
  url: string;
  form: FormFactor;
  /** The slowdown for a phone; a desktop has none. */
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
      ...(form === 'mobile' ? { throttling: { cpuSlowdownMultiplier: slowdown } } : {}),
    };
    const found = await lighthouse(url, flags, form === 'desktop' ? desktopConfig : undefined);
    if (!found) throw new Error(`Lighthouse says nothing of ${url}`);
    const { lhr } = found;
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    return lhr;
  };
}
