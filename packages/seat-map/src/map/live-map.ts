import type { SeatAvailability } from '../chart/chart.ts';
import { isPlace, pointOf } from '../chart/places.ts';
import { boxOf, joined } from '../chart/shapes.ts';
import { type BestWish, bestSeats } from '../choosing/best.ts';
import { readTheme } from '../drawing/theme.ts';
import { element } from '../parts/element.ts';
import { FRAME_STYLE } from '../parts/frame-style.ts';
import { addSheet } from '../parts/sheets.ts';
import { targetOf } from '../state/filter.ts';
import { Camera, type View } from '../view/camera.ts';
import { Screen } from '../view/screen.ts';
import { watchSurroundings } from '../view/surroundings.ts';
import { Core, type Kept as KeptState } from './core.ts';
import type { Interaction } from './interaction.ts';
import type { MapFrame } from './map-frame.ts';
import type { PlaceInfo, SeatMap, SeatMapOptions } from './options.ts';

/** Below this width, in pixels, a map is narrow: its buttons stand in a row above the house (style.ts). */
const NARROW = 720;
/** What people touch takes 50 ms to make: it waits for the first frame, which other threads of the browser show. */
const SHOWN_MILLISECONDS = 32;
const HIDDEN_MILLISECONDS = 500;
/** How near `zoomTo` goes, in pixels between seats. */
const NEAREST = 28;

type Kept = KeptState & { view: View };

/** Resolves when the frame with the first drawing was shown: on a page in the background, which has none, by a timer. */
const shown = () =>
  new Promise<void>((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve, SHOWN_MILLISECONDS));
    setTimeout(resolve, HIDDEN_MILLISECONDS);
  });

/**
 * A map in its element, for as long as its chart and its parts are the same. It draws at once. Everything that people
 * touch, hear or read beside the drawing is in a file of its own, which is loaded afterwards (interaction.ts).
 */
export class LiveMap implements MapFrame {
  readonly core: Core;
  readonly root: HTMLElement = element('div', { class: 'seat-map' });
  readonly view: HTMLElement = element('div', { class: 'sm-view' });
  readonly foot: HTMLElement = element('div', { class: 'sm-foot' });
  readonly camera: Camera;
  readonly screen: Screen;
  /** Seats with rings that the page asked for. */
  previewed: readonly number[] = [];
  readonly #probe = element('i', { class: 'sm-hidden', 'aria-hidden': 'true' });
  readonly #ends: (() => void)[] = [];
  #interaction: Interaction | null = null;
  #waiting: ((interaction: Interaction) => void)[] = [];
  #isOver = false;
  /** Null: the whole house is shown, whatever the size. */
  #kept: View | null;

  constructor(host: HTMLElement, options: SeatMapOptions, kept: Kept | null) {
    this.#kept = kept?.view ?? null;
    this.root.append(this.view, this.#probe);
    const { legend = true } = options.parts ?? {};
    if (legend === true) this.root.append(this.foot);
    host.append(this.root);
    this.#ends.push(addSheet(host, FRAME_STYLE));
    this.core = new Core(
      { options, probe: this.#probe, kept },
      {
        availabilityChanged: (places, sections) => {
          this.screen.changed(places, sections);
          this.with((interaction) => interaction.updateSoon());
        },
        choiceChanged: () => {
          this.screen.marksChanged();
          this.with((interaction) => interaction.update());
        },
        filterChanged: () => this.drawAnew(),
        noticeChanged: (notice) => this.with((interaction) => interaction.showNotice(notice)),
        issueFound: (issue) => this.with((interaction) => interaction.tellIssue(issue)),
        chosen: (selection) => this.with((interaction) => interaction.sayChosen(selection)),
        lost: (seats) => this.with((interaction) => interaction.tellLoss(seats)),
      },
    );
    const { scene } = this.core;
    this.camera = new Camera(scene.places);
    this.screen = new Screen(
      { scene, camera: this.camera },
      {
        drawMarks: (context) => this.#interaction?.drawMarks(context) ?? false,
        onDraw: (drawing) => this.core.options.onDraw?.(drawing),
      },
    );
  }

  /** Puts the canvases into the document, draws, and loads what people touch. */
  start(): Promise<void> {
    this.view.append(...this.screen.canvases);
    for (const canvas of this.screen.canvases) canvas.setAttribute('aria-hidden', 'true');
    this.core.begin();
    this.#awaitFont();
    this.#resized(this.view.clientWidth, this.view.clientHeight);
    this.#ends.push(
      watchSurroundings(this.view, {
        resized: (width, height) => this.#resized(width, height),
        themeChanged: () => this.refreshTheme(),
        fullScreenChanged: () => this.#interaction?.fullScreenChanged(),
      }),
    );
    return this.#load();
  }

  /** Does something with the interaction: now, or when it is loaded. */
  with(work: (interaction: Interaction) => void): void {
    if (this.#interaction) work(this.#interaction);
    else this.#waiting.push(work);
  }

  /** Takes options in that need no new parts. `isOther` tells which are other ones than before. */
  setOptions(options: SeatMapOptions, isOther: (name: keyof SeatMapOptions) => boolean): void {
    this.core.options = options;
    if (isOther('filter')) this.core.filter = options.filter ?? {};
    if (isOther('filter') || isOther('spotlight')) {
      this.core.readFilter();
      this.drawAnew();
    }
    if (isOther('availability')) this.apply(options.availability);
    if (isOther('selected')) this.select(options.selected ?? {});
    else if (isOther('rules') || isOther('limit')) this.core.choiceChanged(false);
  }

  apply(availability: SeatAvailability): void {
    this.core.apply(availability);
  }

  select(choice: Parameters<SeatMap['select']>[0]): void {
    this.core.choice.replace(choice, this.core.rules.limit);
    this.core.choiceChanged(false);
  }

  findBest(wish: BestWish): PlaceInfo[] | null {
    const { scene } = this.core;
    const found = bestSeats(scene.places, wish, (place) => scene.availability.isAvailable(place));
    return found?.flatMap((place) => this.core.infoOf(place) ?? []) ?? null;
  }

  preview(places: readonly number[]): void {
    this.previewed = places.filter((place) => isPlace(this.core.scene.places, place));
    this.screen.marksChanged();
  }

  zoomTo(target: Parameters<SeatMap['zoomTo']>[0]): void {
    const { camera } = this;
    if (target === 'house') {
      this.fly(camera.around());
      return;
    }
    const { places } = this.core.scene;
    const { choice } = this.core;
    const isIn = targetOf(places, target === 'selection' ? { places: choice.chosen } : target);
    const seats: [number, number][] = [];
    for (let place = 0; place < places.places; place++) {
      const isSeat = places.stretchOf[place] !== -1;
      if (isSeat && isIn(place)) seats.push(pointOf(places, place));
    }
    const isChosen = (index: number) => target === 'selection' && choice.standing.has(index);
    const areas = places.sections.filter(
      ({ kind, firstPlace, index }) => kind === 'GENERAL' && (isIn(firstPlace) || isChosen(index)),
    );
    const [first, ...more] = [
      ...(seats.length > 0 ? [boxOf(seats)] : []),
      ...areas.map(({ shape }) => shape.box),
    ];
    if (first) this.fly(camera.kept(camera.around(more.reduce(joined, first), NEAREST)));
  }

  zoomBy(factor: number): void {
    const { width, height } = this.camera;
    this.fly(this.camera.zoomed(factor, [width / 2, height / 2]));
  }

  pointOf(place: number): { x: number; y: number } | null {
    const { places } = this.core.scene;
    if (!isPlace(places, place)) return null;
    const [x, y] = this.camera.toScreen(...pointOf(places, place));
    return { x, y };
  }

  refreshTheme(): void {
    this.core.scene.theme = readTheme(this.#probe, this.core.scene.places.categories.length);
    this.drawAnew();
  }

  /** Moves to a view, at once before it can be touched. */
  fly(view: View): void {
    if (this.#interaction) this.#interaction.flight.to(this.camera.view, view);
    else this.show(view);
  }

  show(view: View): void {
    this.camera.view = view;
    this.#kept = this.camera.around().scale === view.scale ? null : view;
    this.screen.moved();
    this.#interaction?.viewChanged();
    const { pitch, visible } = this.camera;
    this.core.options.onView?.({ level: this.screen.level, pitch, box: visible });
  }

  drawAnew(): void {
    this.screen.drawAnew();
    this.#interaction?.drawnAnew();
  }

  /** Takes everything out of the document. Returns what a map that follows goes on with. */
  destroy(): Kept {
    this.#isOver = true;
    this.#interaction?.destroy();
    this.screen.destroy();
    for (const end of this.#ends.splice(0)) end();
    this.root.remove();
    const { scene, choice, filter } = this.core;
    return { availability: scene.availability, choice, filter, view: this.camera.view };
  }

  async #load(): Promise<void> {
    const [{ Interaction }] = await Promise.all([import('./interaction.ts'), shown()]);
    if (this.#isOver) return;
    const interaction = new Interaction(this);
    // Another task: between two of them the page answers.
    await new Promise((resolve) => setTimeout(resolve));
    if (this.#isOver) return;
    this.#interaction = interaction;
    interaction.start();
    this.screen.marksChanged();
    for (const work of this.#waiting.splice(0)) work(interaction);
  }

  #resized(width: number, height: number): void {
    const { controls = true } = this.core.options.parts ?? {};
    this.camera.covered = controls && width < NARROW ? 56 : 0;
    if (!this.screen.resize(width, height)) return;
    this.show(this.#kept ? this.camera.kept(this.#kept) : this.camera.around());
    // At once: a canvas is empty after a change of its size, and a frame may be shown before the next one is drawn.
    this.screen.draw();
  }

  /** Text waits for its font: drawn before, it would stay in another one. */
  #awaitFont(): void {
    const { scene } = this.core;
    const font = `700 13px ${scene.theme.font}`;
    const text = `${scene.messages.map}0123456789`;
    if (document.fonts.check(font, text)) return;
    scene.hasFont = false;
    const show = () => {
      scene.hasFont = true;
      if (!this.#isOver) this.drawAnew();
    };
    document.fonts.load(font, text).then(show, show);
  }
}
