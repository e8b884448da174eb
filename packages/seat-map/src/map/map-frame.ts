import type { BestWish } from '../choosing/best.ts';
import type { Camera, View } from '../view/camera.ts';
import type { Screen } from '../view/screen.ts';
import type { Core } from './core.ts';
import type { PlaceInfo, SeatMap } from './options.ts';

/** The drawn map, as the interaction uses it. */
export interface MapFrame {
  readonly core: Core;
  readonly camera: Camera;
  readonly screen: Screen;
  /** The elements: around everything, around the canvases, and where the legend belongs. */
  readonly root: HTMLElement;
  readonly view: HTMLElement;
  readonly foot: HTMLElement;
  /** Seats with rings that the page asked for. */
  readonly previewed: readonly number[];
  fly(view: View): void;
  show(view: View): void;
  zoomTo: SeatMap['zoomTo'];
  zoomBy: SeatMap['zoomBy'];
  preview: SeatMap['preview'];
  findBest(wish: BestWish): PlaceInfo[] | null;
}
