import type { InputIssue } from '@frontrow/contract/error-codes';
import type { ChartDocument } from '../model/document.ts';
import { type Fault, faultOf, faultsOf } from '../model/faults.ts';
import { begin, change, endStep, type History, redo, undo } from '../model/history.ts';
import type { SeatRef } from '../model/operations/marks.ts';
import type { Tool } from './tools.ts';

export interface EditorState {
  history: History<ChartDocument>;
  /** Ids of sections. */
  selected: readonly string[];
  isStageSelected: boolean;
  tool: Tool;
  /** The seat where the keyboard is. */
  cursor: SeatRef | null;
  /** Seats that were chosen by a lasso. */
  seats: readonly SeatRef[];
  faults: readonly Fault[];
  /** What was saved or loaded last. */
  saved: ChartDocument;
}

type Listener = () => void;
type Change = (document: ChartDocument) => ChartDocument;

/** Milliseconds after a change until the drawing is checked; longer where a check takes long. */
const CHECK_AFTER = 60;
const CHECK_TIMES = 5;
/** Milliseconds between two drawings of the fields while something is dragged. */
const FIELDS_AFTER = 120;
/** How the steps of drags begin. */
export const PRESS = 'press';

/** The state of an editor and everything that changes it. It knows neither a page nor a canvas. */
export class Editor {
  #state: EditorState;
  readonly #listeners = new Set<Listener>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #checked: ChartDocument | null = null;
  #serverFaults: readonly InputIssue[] = [];
  /** How long the last check took, in milliseconds. */
  #checkTime = 0;
  readonly #fieldListeners = new Set<Listener>();
  #fieldState: EditorState;
  #fieldTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(document: ChartDocument) {
    this.#state = {
      history: begin(document),
      selected: [],
      isStageSelected: false,
      tool: { kind: 'SELECT' },
      cursor: null,
      seats: [],
      faults: [],
      saved: document,
    };
    this.#fieldState = this.#state;
    this.#check();
  }

  get = (): EditorState => this.#state;

  subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The state for the fields beside the drawing: while something is dragged they follow a few times a second. */
  getForFields = (): EditorState => this.#fieldState;

  subscribeFields = (listener: Listener): (() => void) => {
    this.#fieldListeners.add(listener);
    return () => this.#fieldListeners.delete(listener);
  };

  get document(): ChartDocument {
    return this.#state.history.present;
  }

  /** Changes the document. Changes of the same step that follow one another are undone at once. */
  change(by: Change, step: string | null = null): void {
    const next = by(this.document);
    if (next !== this.document) this.#setHistory(change(this.#state.history, next, step));
  }

  endStep(): void {
    this.#setHistory(endStep(this.#state.history));
  }

  /** Goes back to a document that a step began with, as if nothing had been done since. */
  cancelStep(before: History<ChartDocument>): void {
    this.#setHistory(before);
  }

  undo(): void {
    this.#setHistory(undo(this.#state.history));
  }

  redo(): void {
    this.#setHistory(redo(this.#state.history));
  }

  /** Shows another document. What was there before can be had back by undo. */
  load(document: ChartDocument): void {
    this.change(() => document);
    this.set({ selected: [], isStageSelected: false, cursor: null, seats: [] });
  }

  select(ids: readonly string[]): void {
    this.set({ selected: ids, isStageSelected: false });
  }

  set(given: Partial<Omit<EditorState, 'history' | 'faults'>>): void {
    this.#update({ ...this.#state, ...given });
  }

  /** Shows what the server refused until the document changes. */
  showServerFaults(issues: readonly InputIssue[]): void {
    this.#serverFaults = issues;
    this.#check();
  }

  /** Checks now instead of a moment after the last change. */
  check(): readonly Fault[] {
    if (this.#timer) clearTimeout(this.#timer);
    this.#check();
    return this.#state.faults;
  }

  destroy(): void {
    for (const timer of [this.#timer, this.#fieldTimer]) if (timer) clearTimeout(timer);
    this.#listeners.clear();
    this.#fieldListeners.clear();
  }

  #setHistory(history: History<ChartDocument>): void {
    if (history === this.#state.history) return;
    const { sections } = history.present;
    const ids = new Set(sections.map(({ id }) => id));
    const kept = this.#state.selected.filter((id) => ids.has(id));
    const selected = kept.length === this.#state.selected.length ? this.#state.selected : kept;
    const { cursor } = this.#state;
    const isCursorKept = cursor !== null && ids.has(cursor.section);
    if (history.present !== this.document) this.#serverFaults = [];
    this.#update({ ...this.#state, history, selected, cursor: isCursorKept ? cursor : null });
    if (this.#checked !== history.present) this.#checkSoon();
  }

  #checkSoon(): void {
    const delay = Math.max(CHECK_AFTER, this.#checkTime * CHECK_TIMES);
    this.#timer ??= setTimeout(() => this.#check(), delay);
  }

  #check(): void {
    this.#timer = null;
    const { document } = this;
    this.#checked = document;
    const start = performance.now();
    const own = faultsOf(document);
    this.#checkTime = performance.now() - start;
    const told = this.#serverFaults.map((issue) => faultOf(document, issue));
    const faults = [...own, ...told.filter((fault) => !own.some((other) => isSame(fault, other)))];
    if (faults.length === 0 && this.#state.faults.length === 0) return;
    this.#update({ ...this.#state, faults });
  }

  #update(state: EditorState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
    if (state.history.step?.startsWith(PRESS)) {
      this.#fieldTimer ??= setTimeout(() => this.#tellFields(), FIELDS_AFTER);
    } else this.#tellFields();
  }

  #tellFields(): void {
    if (this.#fieldTimer) clearTimeout(this.#fieldTimer);
    this.#fieldTimer = null;
    this.#fieldState = this.#state;
    for (const listener of this.#fieldListeners) listener();
  }
}

const isSame = (a: Fault, b: Fault): boolean =>
  a.section === b.section && a.row === b.row && a.field === b.field && a.message === b.message;
