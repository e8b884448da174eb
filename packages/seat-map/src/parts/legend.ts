import { ACCESSIBLE, COMPANION, RESTRICTED_VIEW } from '@frontrow/contract/chart/layout';
import {
  availableGlyph,
  drawGlyph,
  heldGlyph,
  PLAIN,
  RESTRICTED,
  soldGlyph,
  WHEELCHAIR,
} from '../drawing/glyphs.ts';
import type { Scene } from '../drawing/scene.ts';
import type { Theme } from '../drawing/theme.ts';
import { priceAndLeft } from '../messages/words.ts';
import type { SeatFilter } from '../state/filter.ts';
import { button, element, icon } from './element.ts';

/** The categories with price and count, of which each is a filter, and what the shapes mean. */
export function createLegend(scene: Scene, setFilter: (filter: SeatFilter) => void) {
  const { places, messages, availability } = scene;
  const swatches: { canvas: HTMLCanvasElement; glyph: number; isPlain: boolean }[] = [];
  /** `isPlain`: in no category's colour. */
  const swatch = (glyph: number, isPlain = false) => {
    const canvas = element('canvas', { class: 'sm-swatch', 'aria-hidden': 'true' });
    swatches.push({ canvas, glyph, isPlain });
    return canvas;
  };
  let filter: SeatFilter = {};
  const has = (flags: number) => places.flags.some((flag) => (flag & flags) !== 0);

  const categories = places.categories.map(({ name, price: amount, sections }, index) => {
    const note = element('small');
    const toggle = () => {
      const before = filter.categories ?? [];
      const isOn = before.includes(name);
      setFilter({
        ...filter,
        categories: isOn ? before.filter((each) => each !== name) : [...before, name],
      });
    };
    const node = button({ click: toggle }, swatch(availableGlyph(index, PLAIN)), name, note);
    const update = () => {
      const left = sections.reduce((sum, section) => sum + availability.leftIn(section), 0);
      const text = priceAndLeft(scene, amount, left);
      if (note.textContent !== text) note.textContent = text;
      node.setAttribute('aria-pressed', String(filter.categories?.includes(name) ?? false));
    };
    return { node, update };
  });
  const flagFilter = (key: 'accessible' | 'fullView', label: string, glyph: number) => {
    const click = () => setFilter({ ...filter, [key]: !filter[key] });
    const node = button({ click }, swatch(glyph, true), label);
    return { node, update: () => node.setAttribute('aria-pressed', String(filter[key] ?? false)) };
  };
  const filters = [
    ...categories,
    ...(has(ACCESSIBLE | COMPANION)
      ? [flagFilter('accessible', messages.wheelchair, availableGlyph(0, WHEELCHAIR))]
      : []),
    ...(has(RESTRICTED_VIEW)
      ? [flagFilter('fullView', messages.fullView, availableGlyph(0, RESTRICTED))]
      : []),
  ];
  const count = places.categories.length;
  const keys: [string, number][] = [
    [messages.held, heldGlyph(count)],
    [messages.sold, soldGlyph(count)],
  ];
  const legend = element(
    'div',
    { class: 'sm-legend', role: 'group', 'aria-label': messages.legend },
    ...filters.map(({ node }) => node),
  );
  const root = element(
    'div',
    { class: 'sm-filters' },
    element('div', { class: 'sm-bar' }, legend, ...openerOf(legend, scene)),
    element(
      'ul',
      { class: 'sm-key' },
      ...keys.map(([text, glyph]) => element('li', {}, swatch(glyph), text)),
    ),
  );
  return {
    root,
    update(next: SeatFilter) {
      filter = next;
      for (const each of filters) each.update();
    },
    paint() {
      const { theme } = scene;
      const plain = {
        ...theme,
        categories: theme.categories.map(() => theme.ink2),
        onCategories: theme.categories.map(() => theme.raised),
      };
      for (const { canvas, glyph, isPlain } of swatches) {
        paintSwatch(canvas, isPlain ? plain : theme, glyph);
      }
    },
  };
}

/** More filters than these are not all in sight on a phone, where they share a line. */
const IN_SIGHT = 3;

/** On a phone: shows all filters below each other, or those that fit beside each other. */
function openerOf(legend: HTMLElement, { messages }: Scene): HTMLButtonElement[] {
  const { length } = legend.children;
  if (length <= IN_SIGHT) return [];
  const toggle = () => {
    opener.setAttribute('aria-expanded', String(legend.classList.toggle('is-open')));
  };
  const opener = button(
    {
      ...{ class: 'sm-opener', click: toggle },
      ...{ 'aria-expanded': 'false', 'aria-label': `${messages.legend}: ${length}` },
    },
    String(length),
    icon('M5 9l7 7 7-7'),
  );
  return [opener];
}

const SWATCH = 20;

function paintSwatch(canvas: HTMLCanvasElement, theme: Theme, glyph: number): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = canvas.height = SWATCH * ratio;
  canvas.style.width = canvas.style.height = `${SWATCH}px`;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(
    SWATCH * ratio * 1.2,
    0,
    0,
    SWATCH * ratio * 1.2,
    (SWATCH * ratio) / 2,
    (SWATCH * ratio) / 2,
  );
  drawGlyph(context, theme, glyph);
}
