import { type Drawing, drawing } from '@frontrow/contract/chart/drawing';
import { arena } from '@frontrow/database/seeds/venues/arena';
import { club } from '@frontrow/database/seeds/venues/club';
import { theatre } from '@frontrow/database/seeds/venues/theatre';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/model/compile.ts';
import { faultsOf } from '../../src/model/faults.ts';
import { importChart } from '../../src/model/import/import-chart.ts';
import { exportJson, importJson } from '../../src/model/json.ts';
import { templates } from '../../src/model/templates/templates.ts';
import { rebuiltArena, rebuiltClub, rebuiltTheatre } from '../../testing/model/rebuild.ts';

/** The chart as the server keeps it, with its keys in the order of the schema. */
const asStored = (chart: Drawing): string => JSON.stringify(drawing.parse(chart));

describe.each([
  ['club', club(), rebuiltClub],
  ['theatre', theatre(), rebuiltTheatre],
  ['arena', arena(), rebuiltArena],
] as const)('the %s of the demo', (...[name, venue, rebuilt]) => {
  test('is rebuilt from nothing by operations of the editor', () => {
    expect(JSON.stringify(compile(rebuilt()))).toBe(asStored(venue));
  });

  test('is a template', () => {
    expect(JSON.stringify(compile(templates[name]()))).toBe(asStored(venue));
    expect(faultsOf(templates[name]())).toEqual([]);
  });

  test('is exported as the same JSON that was imported, and comes back with all its parameters', () => {
    const { document } = importJson(JSON.stringify(venue));
    if (!document) throw new Error('was not imported');
    expect(JSON.stringify(JSON.parse(exportJson(document)))).toBe(asStored(venue));
    expect(importJson(exportJson(document)).document).toEqual(document);
    expect(importChart(drawing.parse(venue))).toEqual(templates[name]());
  });
});
