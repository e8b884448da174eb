import { drawing } from '@frontrow/contract/chart/drawing';
import type { InputIssue } from '@frontrow/contract/error-codes';
import { compile } from './compile.ts';
import type { ChartDocument } from './document.ts';
import { importChart } from './import/import-chart.ts';

/** A file of the editor: the chart, as `admin.createChart` takes it. */
export const exportJson = (document: ChartDocument): string =>
  `${JSON.stringify(compile(document), null, 2)}\n`;

export type Imported =
  | { document: ChartDocument; issues: null }
  | { document: null; issues: InputIssue[] };

/** Reads a chart, or an object that has one as its `chart`, as `admin.getChart` answers. */
export function importJson(text: string, prices: Readonly<Record<string, number>> = {}): Imported {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { document: null, issues: [{ path: [], message: 'is not JSON' }] };
  }
  const inner =
    typeof value === 'object' && value !== null && 'chart' in value ? value.chart : value;
  const parsed = drawing.safeParse(inner);
  if (parsed.success) return { document: importChart(parsed.data, prices), issues: null };
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: path.filter((key) => typeof key !== 'symbol'),
    message,
  }));
  return { document: null, issues };
}
