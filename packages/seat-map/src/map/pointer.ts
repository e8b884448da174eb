import { SeatIndex, sectionAt } from '../chart/hit.ts';
import { isStanding, type Section, sectionWith } from '../chart/places.ts';
import { seatApart } from '../choosing/runs.ts';
import { NOT_FOR_SALE } from '../state/availability.ts';
import type { Camera, View } from '../view/camera.ts';
import type { ScreenPoint } from '../view/gestures.ts';
import type { Core } from './core.ts';
import { partyAt, tap } from './tap.ts';

/** A tap on the house flies to so many pixels between seats. From TOUCH on a finger chooses, from MOUSE on a mouse. */
export const FLY_TO = 28;
const MOUSE = 14;
const TOUCH = 24;
/** A tap takes the nearest seat within so many pixels. */
const REACH = 22;

export interface PointerHooks {
  fly: (view: View) => void;
  openStanding: (section: Section, hasFocus: boolean) => void;
  /** A place was pressed: the keyboard goes on from there. */
  pressed: (place: number) => void;
  point: (place: number | null) => void;
}

/** What taps and the mouse do. */
export class Pointer {
  readonly #core: Core;
  readonly #camera: Camera;
  readonly #hooks: PointerHooks;
  readonly #index: SeatIndex;
  #pointed: number | null = null;
  /** The seats that a tap where the mouse is would choose. */
  hovered: readonly number[] = [];

  constructor(core: Core, camera: Camera, hooks: PointerHooks) {
    this.#core = core;
    this.#camera = camera;
    this.#hooks = hooks;
    this.#index = new SeatIndex(core.scene.places);
  }

  tap(at: ScreenPoint, isTouch: boolean): void {
    const section = sectionAt(this.#core.scene.places, this.#camera.toChart(at));
    if (section?.kind === 'GENERAL') {
      this.press(section.firstPlace, true);
      return;
    }
    if (this.#camera.pitch < (isTouch ? TOUCH : MOUSE)) {
      const view = this.#camera.at(this.#camera.toChart(at), FLY_TO);
      this.#hooks.fly(view);
      if (section) this.#core.options.onSection?.(section.name);
      return;
    }
    const place = this.placeAt(at);
    if (place !== undefined) this.press(place, false);
  }

  /** Chooses a seat with its party, gives it back, or opens a standing area. */
  press(place: number, isPointer: boolean): void {
    const core = this.#core;
    const { scene, rules, options } = core;
    const info = core.infoOf(place);
    if (!info) return;
    options.onTap?.(info);
    this.#hooks.pressed(place);
    if (options.readOnly) return;
    if (isStanding(scene.places, place)) {
      const section = sectionWith(scene.places, place);
      if (section) this.#hooks.openStanding(section, !isPointer);
      return;
    }
    core.tell(null);
    const result = tap(core, place);
    if (result === 'CHANGED') core.choiceChanged();
    else if (result === 'TOO_MANY') {
      core.tell({
        kind: 'TOO_MANY',
        text: scene.messages.tooMany(rules.limit),
        places: [],
        actions: [],
      });
    } else if (result !== 'NOTHING') this.#tellNoRun(place, result.largest);
    this.hovered = [];
  }

  hover(at: ScreenPoint | null): void {
    const place = at && this.#camera.pitch >= MOUSE ? this.placeAt(at) : undefined;
    const standing = at ? sectionAt(this.#core.scene.places, this.#camera.toChart(at)) : undefined;
    const pointed = standing?.kind === 'GENERAL' ? standing.firstPlace : (place ?? null);
    if (pointed === this.#pointed) return;
    this.#pointed = pointed;
    const isTaken = pointed === null || this.#core.options.readOnly || this.#core.isChosen(pointed);
    const party = isTaken ? null : partyAt(this.#core, pointed);
    this.hovered = party ?? [];
    this.#hooks.point(pointed);
  }

  /** The nearest seat to a point of the screen. */
  placeAt(at: ScreenPoint): number | undefined {
    const { letters } = this.#core.scene.availability;
    const reach = Math.min(REACH, this.#camera.pitch) / this.#camera.view.scale;
    return this.#index.nearest(
      this.#camera.toChart(at),
      reach,
      (place) => letters[place] !== NOT_FOR_SALE,
    );
  }

  #tellNoRun(seat: number, largest: number): void {
    const core = this.#core;
    const { messages, places, availability } = core.scene;
    const size = core.rules.partySize ?? 1;
    const isFree = (place: number) => availability.isAvailable(place) && core.isWanted(place);
    const split = seatApart(places, { seat, size }, isFree);
    core.tell({
      ...{ kind: 'NO_RUN', text: messages.noRun(largest), places: [seat] },
      actions: split ? [{ label: messages.split, run: () => core.choose(split) }] : [],
    });
  }
}
