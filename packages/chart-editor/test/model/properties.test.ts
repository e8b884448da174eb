import { type Drawing, drawing } from '@frontrow/contract/chart/drawing';
import { assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../src/model/compile.ts';
import type { ChartDocument } from '../../src/model/document.ts';
import { faultsOf } from '../../src/model/faults.ts';
import { begin, change, endStep, type History, redo, undo } from '../../src/model/history.ts';
import { importChart } from '../../src/model/import/import-chart.ts';
import { exportJson, importJson } from '../../src/model/json.ts';
import { moveSections } from '../../src/model/operations/place.ts';
import { seatsOfSection } from '../../src/model/section-seats.ts';
import { templates } from '../../src/model/templates/templates.ts';
import { charts, documents } from '../../testing/model/documents.ts';
import { edits, perform } from '../../testing/model/edits.ts';

test('any chart comes back as the same JSON, whether its rows follow parameters or not', async () => {
  await assert(
    property(charts, (chart: Drawing) => {
      const stored = drawing.parse(chart);
      const { document } = importJson(JSON.stringify(chart));
      expect(document && JSON.parse(exportJson(document))).toEqual(stored);
    }),
    { numRuns: 200 },
  );
});

test('any document that is exported and imported is exported as the same chart', async () => {
  await assert(
    property(documents(), (document: ChartDocument) => {
      const chart = compile(document);
      expect(compile(importChart(chart))).toEqual(chart);
    }),
    { numRuns: 80 },
  );
});

test('blocks of whole numbers that are not turned come back with exactly their parameters', async () => {
  await assert(
    property(documents({ isPlain: true }), (document: ChartDocument) => {
      const prices = Object.fromEntries(
        document.categories.map(({ name, price }) => [name, price]),
      );
      expect(importChart(compile(document), prices)).toEqual(document);
    }),
    { numRuns: 200 },
  );
});

test('undo goes back through every state and redo forth again, whatever was done', async () => {
  await assert(
    property(edits, (list) => {
      let history: History<ChartDocument> = begin(templates.club());
      const states = [history.present];
      for (const edit of list) {
        history = endStep(change(history, perform(history.present, edit)));
        if (history.present !== states.at(-1)) states.push(history.present);
      }
      for (const state of states.toReversed()) {
        expect(history.present).toBe(state);
        history = undo(history);
      }
      expect(undo(history)).toBe(history);
      for (const state of states.slice(1)) {
        history = redo(history);
        expect(history.present).toBe(state);
      }
      expect(redo(history)).toBe(history);
      expect(compile(history.present)).toEqual(compile(states.at(-1) as ChartDocument));
    }),
    { numRuns: 150 },
  );
});

test('changes of one step are undone at once, and a change after an undo ends what could be redone', () => {
  let history = begin('a');
  for (const [state, step] of [
    ['b', 'drag'],
    ['c', 'drag'],
    ['d', 'field'],
  ] as const) {
    history = change(history, state, step);
  }
  expect(undo(history).present).toBe('c');
  expect(undo(undo(history)).present).toBe('a');
  history = change(undo(history), 'e');
  expect(history).toMatchObject({ past: ['a', 'c'], present: 'e', future: [] });
});

test('whatever is done, the faults are those that the server would name', async () => {
  await assert(
    property(edits, (list) => {
      const document = list.reduce(perform, templates.club());
      const parsed = drawing.safeParse(compile(document));
      const faults = faultsOf(document);
      if (!parsed.success) expect(faults.length).toBeGreaterThan(0);
      for (const fault of faults) {
        const isKnown = document.sections.some(({ id }) => id === fault.section);
        expect(fault.section === null || isKnown).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
});

test('a section keeps its form wherever it is moved, past the focus too', async () => {
  await assert(
    property(documents(), integer({ min: -3_000, max: 3_000 }), (document, by) => {
      const ids = document.sections.map(({ id }) => id);
      const after = moveSections(document, ids, [by, -by]);
      for (const [index, section] of document.sections.entries()) {
        const seats = seatsOfSection(section, document.focus);
        const there = seatsOfSection(after.sections[index] ?? section, after.focus);
        for (let seat = 0; seat < seats.count; seat++) {
          expect((there.x[seat] ?? 0) - (seats.x[seat] ?? 0)).toBeCloseTo(by, 1);
          expect((there.y[seat] ?? 0) - (seats.y[seat] ?? 0)).toBeCloseTo(-by, 1);
        }
      }
    }),
    { numRuns: 100 },
  );
});
