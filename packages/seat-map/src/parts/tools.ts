import type { Messages } from '../messages/messages.ts';
import { button, element, icon } from './element.ts';

const PLUS = 'M12 5v14M5 12h14';
const MINUS = 'M5 12h14';
const FIT = 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5';
const FULL = 'M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7';
const LEAVE = 'M20 10h-6V4M14 10l7-7M4 14h6v6M10 14l-7 7';
const LIST = 'M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01';

export interface ToolActions {
  zoomBy: (factor: number) => void;
  fit: () => void;
  /** Null: the map has no such button. */
  toggleList: (() => void) | null;
  toggleFullScreen: (() => void) | null;
}

/** The buttons over the map, which do everything that a drag or a pinch does. */
export function createTools(messages: Messages, actions: ToolActions) {
  const { zoomBy, fit, toggleList, toggleFullScreen } = actions;
  const tool = (label: string, path: string, click: () => void) =>
    button({ 'aria-label': label, title: label, click }, icon(path));
  const full = toggleFullScreen && tool(messages.fullScreen, FULL, toggleFullScreen);
  const list = toggleList && tool(messages.list, LIST, toggleList);
  const root = element('div', { class: 'sm-tools' }, ...(list ? [list] : []));
  root.append(
    tool(messages.zoomIn, PLUS, () => zoomBy(1.6)),
    tool(messages.zoomOut, MINUS, () => zoomBy(1 / 1.6)),
    tool(messages.fit, FIT, fit),
    ...(full ? [full] : []),
  );
  return {
    root,
    showFullScreen(isFull: boolean) {
      const label = isFull ? messages.leaveFullScreen : messages.fullScreen;
      full?.setAttribute('aria-label', label);
      full?.setAttribute('title', label);
      full?.replaceChildren(icon(isFull ? LEAVE : FULL));
    },
  };
}
