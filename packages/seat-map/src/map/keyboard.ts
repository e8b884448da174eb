import { isStanding, pointOf, sectionWith } from '../chart/places.ts';
import { bestStop, stopAtEnd, stopInDirection, stopInSection } from '../chart/walk.ts';
import type { Camera, View } from '../view/camera.ts';
import { pressKey } from '../view/keys.ts';
import type { Core } from './core.ts';

/** The keyboard shows its seat at least so near, in pixels between seats. */
const NEAR = 20;
/** So far from the edge its seat stays, in pixels. */
const EDGE = 48;

export interface KeyboardHooks {
  fly: (view: View) => void;
  zoomBy: (factor: number) => void;
  fit: () => void;
  press: (place: number) => void;
  best: () => void;
  list: () => void;
  /** The place with the focus is another one. */
  moved: (place: number | null) => void;
}

/** The keyboard on the map: from seat to seat by where they stand. */
export class Keyboard {
  /** The place that keys are about; null before the first. */
  place: number | null = null;
  /** Whether the ring is shown: the keyboard was used last. */
  isShown = false;
  readonly #core: Core;
  readonly #camera: Camera;
  readonly #hooks: KeyboardHooks;

  constructor(core: Core, camera: Camera, hooks: KeyboardHooks) {
    this.#core = core;
    this.#camera = camera;
    this.#hooks = hooks;
  }

  /** Where arrows stop: at what can be chosen, is chosen or held. */
  isStop(place: number): boolean {
    const { availability, places } = this.#core.scene;
    if (this.#core.isChosen(place) || availability.mine.has(place)) return true;
    return availability.hasAny(place) && (isStanding(places, place) || this.#core.isWanted(place));
  }

  down(event: KeyboardEvent): void {
    const { scene } = this.#core;
    const isStop = (place: number) => this.isStop(place);
    const go = (find: (from: number) => number | undefined) => {
      const from = this.place;
      this.to(from === null ? this.#first() : (find(from) ?? from));
    };
    const isUsed = pressKey(event, {
      walk: (direction) => go((from) => stopInDirection(scene.places, { from, direction }, isStop)),
      toEnd: (end) => go((from) => stopAtEnd(scene.places, { from, end }, isStop)),
      toSection: (step) => go((from) => stopInSection(scene.places, { from, step }, isStop)),
      press: () => (this.place === null ? this.to(this.#first()) : this.#hooks.press(this.place)),
      zoomBy: this.#hooks.zoomBy,
      fit: this.#hooks.fit,
      best: this.#hooks.best,
      list: this.#hooks.list,
      leave: () => this.#leave(),
    });
    if (isUsed) event.preventDefault();
  }

  /** The keyboard comes to the map. */
  enter(): void {
    this.to(this.place ?? this.#core.choice.chosen[0] ?? this.#first());
  }

  /** The keyboard leaves the map. */
  exit(): void {
    this.isShown = false;
    this.#hooks.moved(this.place);
  }

  /** Moves to a place and shows it. */
  to(place: number | undefined): void {
    if (place === undefined) return;
    this.place = place;
    this.isShown = true;
    const view = this.#viewOf(place);
    if (view) this.#hooks.fly(view);
    this.#hooks.moved(place);
  }

  #first(): number | undefined {
    return bestStop(this.#core.scene.places, null, (place) => this.isStop(place));
  }

  /** Escape: first what was said goes, then the choice of a place. */
  #leave(): boolean {
    if (this.#core.notice) {
      this.#core.tell(null);
      return true;
    }
    if (!this.isShown) return false;
    this.exit();
    return true;
  }

  /** The view in which a place is seen; null if it is seen already. */
  #viewOf(place: number): View | null {
    const { places } = this.#core.scene;
    const camera = this.#camera;
    if (isStanding(places, place)) {
      const box = sectionWith(places, place)?.shape.box;
      const [left, top, right, bottom] = camera.visible;
      const isSeen = box && box[0] >= left && box[1] >= top && box[2] <= right && box[3] <= bottom;
      return isSeen ? null : camera.around(box);
    }
    const point = pointOf(places, place);
    if (camera.pitch < NEAR) return camera.at(point, 28);
    const [x, y] = camera.toScreen(...point);
    const isSeen = x > EDGE && y > EDGE && x < camera.width - EDGE && y < camera.height - EDGE;
    return isSeen ? null : camera.at(point, camera.pitch);
  }
}
