import { DRAWING_FAULTS, problemsOf } from '@frontrow/contract/chart/check-drawing';
import { type Drawing, drawing } from '@frontrow/contract/chart/drawing';
import { placesOf } from '@frontrow/contract/chart/layout';
import type { InputIssue } from '@frontrow/contract/error-codes';
import { compile } from './compile.ts';
import type { ChartDocument } from './document.ts';

/*
 * The faults of a document, by the same rules as the server: first the schema of a chart, then the check of the
 * drawing. The server's own answer is read in the same way.
 */

export type FaultKind =
  | keyof typeof DRAWING_FAULTS
  | 'tooManyPlaces'
  | 'noSections'
  | 'badName'
  | 'badNumber'
  | 'other';

export interface Fault {
  kind: FaultKind;
  /** Where it is; null: it belongs to the whole drawing. */
  section: string | null;
  /** The index of the row in the section; null: it belongs to the whole section. */
  row: number | null;
  /** The last name on the way to it, such as `bow` or `capacity`. */
  field: string | null;
  /** As the server says it, in English. */
  message: string;
}

/** Every fault of a document; empty: the server takes it. */
export function faultsOf(document: ChartDocument): Fault[] {
  const chart = compile(document);
  const faults = issuesOf(chart).map((issue) => faultOf(document, issue));
  // The corners of an outline are one place, whichever of them are wrong.
  const keys = new Set<string>();
  return faults.filter(({ kind, section, row, field }) => {
    const key = [kind, section, row, kind === 'outside' ? '' : field].join(' ');
    return !keys.has(key) && keys.add(key);
  });
}

function issuesOf(chart: Drawing): InputIssue[] {
  if (chart.sections.length === 0) return [{ path: ['sections'], message: 'must have a section' }];
  const parsed = drawing.safeParse(chart);
  if (parsed.success) return problemsOf(parsed.data);
  const found = parsed.error.issues.map(({ path, message }) => ({
    path: path.filter((key) => typeof key !== 'symbol'),
    message,
  }));
  return found.slice(0, 100);
}

/** Where an issue is in the document. `path` may begin with `chart`, as in the server's answer. */
export function faultOf({ sections }: ChartDocument, { path, message }: InputIssue): Fault {
  const keys = path[0] === 'chart' ? path.slice(1) : path;
  const index = keys[0] === 'sections' && typeof keys[1] === 'number' ? keys[1] : null;
  const row = keys[2] === 'rows' && typeof keys[3] === 'number' ? keys[3] : null;
  const field = keys.findLast((key) => typeof key === 'string') ?? null;
  const section = index === null ? null : (sections[index]?.id ?? null);
  return { kind: kindOf(keys, message), section, row, field, message };
}

function kindOf(path: InputIssue['path'], message: string): FaultKind {
  const known = Object.entries(DRAWING_FAULTS).find(([, text]) => text === message);
  if (known) return known[0] as FaultKind;
  const field = path.at(-1);
  if (path.length === 1 && field === 'sections') {
    return message.includes('places') ? 'tooManyPlaces' : 'noSections';
  }
  if (field === 'name' || field === 'category' || field === 'label') return 'badName';
  if (path.some((key) => POINTS.includes(key))) return 'outside';
  return NUMBERS.includes(field ?? '') ? 'badNumber' : 'other';
}

/** A coordinate below 0 or past the greatest one lies outside any drawing. */
const POINTS: readonly (string | number)[] = ['start', 'end', 'outline', 'focus'];
const NUMBERS: readonly (string | number)[] = [
  ...['width', 'height', 'count', 'bow', 'first', 'step', 'capacity', 'rows'],
];

export const placesInDocument = (document: ChartDocument): number => placesOf(compile(document));
