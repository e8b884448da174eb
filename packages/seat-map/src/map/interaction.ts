import { pointOf, rowWith, type Section } from '../chart/places.ts';
import type { BestWish } from '../choosing/best.ts';
import type { Issue } from '../choosing/rules.ts';
import { drawMarks } from '../drawing/marks.ts';
import { drawPinnedNames } from '../drawing/pinned-names.ts';
import { noticeOfIssue, noticeOfLoss, seatBeside } from '../messages/notices.ts';
import { seatsInWords, selectionInWords } from '../messages/words.ts';
import { addSheet } from '../parts/sheets.ts';
import { PARTS_STYLE } from '../parts/style.ts';
import { Flight } from '../view/flight.ts';
import { listenToGestures } from '../view/gestures.ts';
import { FullScreen } from './full-screen.ts';
import { Keyboard } from './keyboard.ts';
import type { MapFrame } from './map-frame.ts';
import type { Notice, Selection } from './options.ts';
import { createParts, type Parts } from './parts.ts';
import { Pointer } from './pointer.ts';

/** How long after a change of availability the list and the counts may still show the old one. */
const UPDATE_MILLISECONDS = 250;

/** What people touch, hear and read beside the drawing: gestures, keyboard, and the elements around the canvas. */
export class Interaction {
  readonly flight: Flight;
  readonly #map: MapFrame;
  readonly #pointer: Pointer;
  readonly #keyboard: Keyboard;
  readonly #parts: Parts;
  readonly #full: FullScreen;
  readonly #ends: (() => void)[] = [];
  #updateSoon = 0;

  constructor(map: MapFrame) {
    this.#map = map;
    this.flight = new Flight((view) => map.show(view));
    const { core, camera } = map;
    this.#full = new FullScreen(map.root, (isFull) => {
      this.#parts.tools?.showFullScreen(isFull);
      core.options.onFullScreen?.(isFull);
    });
    const fly = map.fly.bind(map);
    this.#pointer = new Pointer(core, camera, {
      fly,
      openStanding: (section, hasFocus) => this.#openStanding(section, hasFocus),
      pressed: (place) => {
        this.#keyboard.place = place;
        this.#parts.grid.show(place, true);
      },
      point: (place) => this.#point(place),
    });
    const press = (place: number) => this.#pointer.press(place, false);
    this.#keyboard = new Keyboard(core, camera, {
      ...{ fly, press },
      zoomBy: (factor) => map.zoomBy(factor),
      fit: () => map.zoomTo('house'),
      best: () => this.chooseBest({}),
      list: () => this.openList(true),
      moved: () => this.#keyboardMoved(),
    });
    this.#parts = createParts(core, {
      press,
      pressInList: (place) => {
        press(place);
        map.zoomTo({ places: [place] });
      },
      openStanding: (section, hasFocus) => this.#openStanding(section, hasFocus),
      setStanding: ({ index }, count) => {
        core.choice.setStanding(index, count, core.rules.limit);
        core.choiceChanged();
      },
      closeStepper: () => this.#closeStepper(true),
      openList: (isOpen) => this.openList(isOpen),
      zoomBy: (factor) => map.zoomBy(factor),
      fit: () => map.zoomTo('house'),
      toggleFullScreen: () => this.setFullScreen(!this.#full.isFull),
      goTo: ([x, y]) => map.show(camera.kept({ ...camera.view, x, y })),
    });
  }

  /** The place with the ring of the keyboard; null: none. */
  get #focused(): number | null {
    return this.#keyboard.isShown ? this.#keyboard.place : null;
  }

  /** Puts everything into the document and begins to listen. */
  start(): void {
    const { root, view, foot, core } = this.#map;
    const { grid, live, tip, notice, stepper, legend, list, tools, minimap, legendIn, listIn } =
      this.#parts;
    this.#ends.push(addSheet(root, PARTS_STYLE));
    const inView = [tools, minimap, tip, notice, stepper, listIn ? null : list];
    view.append(grid.root, ...inView.flatMap((part) => part?.root ?? []));
    root.append(grid.help, ...live.nodes);
    if (legend) (legendIn ?? foot).append(legend.root);
    if (list && listIn) listIn.append(list.root);
    grid.show(core.choice.chosen[0] ?? 0, false);
    this.drawnAnew();
    this.#listen();
  }

  /** Draws what is above the seats. Returns whether there is anything. */
  drawMarks(context: CanvasRenderingContext2D): boolean {
    const { core, camera, previewed } = this.#map;
    const { choice, scene, notice } = core;
    const hasNames = drawPinnedNames(context, scene, camera);
    const marks = {
      ...{ chosen: choice.chosen, standing: choice.standing, mine: scene.availability.mine },
      preview: [...previewed, ...this.#pointer.hovered],
      faulty: notice?.kind === 'ORPHAN' ? notice.places : [],
      focus: this.#focused,
    };
    const { chosen, standing, mine, preview, faulty, focus } = marks;
    if ([...chosen, ...standing, ...mine, ...preview, ...faulty].length === 0 && focus === null)
      return hasNames;
    drawMarks(context, scene, { camera, marks });
    return true;
  }

  chooseBest(wish: Partial<BestWish>): void {
    const { core } = this.#map;
    if (core.options.readOnly) return;
    const { categories, maxPrice, accessible } = core.filter;
    const filter = { ...(categories?.length ? { categories } : {}), maxPrice, accessible };
    const quantity = core.rules.partySize ?? 1;
    const seats = this.#map.findBest({ quantity, ...filter, ...wish });
    const { messages, places } = core.scene;
    if (!seats) {
      core.tell({ kind: 'NO_BEST', text: messages.noBest, places: [], actions: [] });
      return;
    }
    const chosen = seats.map(({ place }) => place);
    core.choose(chosen);
    this.#map.preview([]);
    this.#map.zoomTo({ places: chosen });
    const row = rowWith(places, chosen[0] ?? -1);
    const middle = (chosen[0] ?? 0) + chosen.length / 2 - (row?.first ?? 0);
    const isCentre = Math.abs(middle / (row?.count || 1) - 0.5) < 0.15;
    const text = messages.best(seatsInWords(messages, seats), isCentre);
    core.tell({ kind: 'BEST', text, places: chosen, actions: [] });
  }

  openList(isOpen: boolean): void {
    const { list, listIn, grid } = this.#parts;
    if (!list) return;
    if (!listIn) list.root.hidden = !isOpen;
    list.write();
    if (isOpen) list.root.focus();
    else grid.root.focus();
  }

  setFullScreen(isFull: boolean): Promise<void> {
    return this.#full.set(isFull);
  }

  fullScreenChanged(): void {
    this.#full.read();
  }

  focus(): void {
    this.#parts.grid.root.focus();
  }

  showNotice(notice: Notice | null): void {
    if (this.#parts.hasNotices) this.#parts.notice.show(notice);
    if (notice) {
      this.#closeStepper(false);
      if (notice.kind === 'LOST') this.#parts.live.warn(notice.text);
      else this.#parts.live.say(notice.text);
    }
    this.#map.screen.marksChanged();
  }

  tellIssue(issue: Issue): void {
    const { core } = this.#map;
    core.tell(noticeOfIssue(core.scene, issue, (instead) => core.choose(instead)));
  }

  tellLoss(lost: readonly number[]): void {
    const { core } = this.#map;
    const left = core.choice.chosen;
    const beside = seatBeside(core.scene, { lost, left });
    const instead = beside === null ? null : core.infoOf(beside);
    const places = lost.flatMap((place) => core.infoOf(place) ?? []);
    const take = () => beside !== null && core.choose([...left, beside]);
    core.tell(noticeOfLoss(core.scene, { lost: places, instead }, take));
    core.options.onLost?.({ places, instead });
  }

  sayChosen(selection: Selection): void {
    this.#parts.live.say(selectionInWords(this.#map.core.scene, selection));
  }

  viewChanged(): void {
    this.#parts.minimap?.draw(this.#map.camera);
    if (!this.#parts.tip.root.hidden) this.#parts.tip.root.hidden = true;
    if (this.#focused !== null) this.#showTip(this.#focused);
  }

  /** Colours, filter or spotlight are other ones. */
  drawnAnew(): void {
    this.#parts.legend?.paint();
    this.#parts.minimap?.draw(this.#map.camera);
    this.update();
  }

  updateSoon(): void {
    this.#updateSoon ||= window.setTimeout(() => this.update(), UPDATE_MILLISECONDS);
  }

  /** Writes what the parts show of the choice and of what is left. */
  update(): void {
    clearTimeout(this.#updateSoon);
    this.#updateSoon = 0;
    const { stepper, legend, list, grid } = this.#parts;
    stepper.update();
    legend?.update(this.#map.core.filter);
    if (list && !list.root.hidden) list.write();
    const { place } = this.#keyboard;
    if (place !== null) grid.show(place, true);
  }

  destroy(): void {
    this.flight.stop();
    clearTimeout(this.#updateSoon);
    this.#parts.live.destroy();
    for (const end of this.#ends.splice(0)) end();
    for (const part of [this.#parts.legend, this.#parts.list]) part?.root.remove();
  }

  #listen(): void {
    const grid = this.#parts.grid.root;
    const map = this.#map;
    grid.addEventListener('keydown', (event) => this.#keyboard.down(event));
    grid.addEventListener('focus', () => grid.matches(':focus-visible') && this.#keyboard.enter());
    grid.addEventListener('blur', () => this.#keyboard.exit());
    this.#ends.push(
      listenToGestures(grid, {
        start: () => this.flight.stop(),
        pan: (x, y) => map.show(map.camera.moved(x, y)),
        zoom: (factor, at) => map.show(map.camera.zoomed(factor, at)),
        tap: (at, isTouch) => this.#pointer.tap(at, isTouch),
        hover: (at) => this.#pointer.hover(at),
      }),
    );
  }

  #openStanding(section: Section, hasFocus: boolean): void {
    this.#map.core.tell(null);
    this.#parts.stepper.open(section, hasFocus);
  }

  #closeStepper(hasFocus: boolean): void {
    const isOpen = this.#parts.stepper.section !== null;
    this.#parts.stepper.open(null, false);
    if (isOpen && hasFocus) this.focus();
  }

  #point(place: number | null): void {
    const { core, screen } = this.#map;
    this.#parts.grid.root.classList.toggle('is-over', place !== null);
    this.#showTip(place);
    screen.marksChanged();
    core.options.onPoint?.(place === null ? null : core.infoOf(place));
  }

  #keyboardMoved(): void {
    const { place } = this.#keyboard;
    const { core, screen } = this.#map;
    if (place === null) return;
    this.#parts.grid.show(place, this.#focused !== null);
    this.#showTip(this.#focused);
    screen.marksChanged();
    core.options.onPoint?.(this.#focused === null ? null : core.infoOf(place));
  }

  #showTip(place: number | null): void {
    if (!this.#parts.hasTip) return;
    const { core, camera } = this.#map;
    const { scene } = core;
    const info = place === null ? null : core.infoOf(place);
    this.#parts.tip.show(scene, info, camera.toScreen(...pointOf(scene.places, place ?? -1)));
  }
}
