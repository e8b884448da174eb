import type { Mark } from '../model/document.ts';

/** What a press on the drawing does. */
export type Tool =
  | { kind: 'SELECT' }
  | { kind: 'HAND' }
  /** Draws a new section. */
  | { kind: 'ADD'; shape: 'BLOCK' | 'ARC' | 'STANDING' }
  /** Marks the seats that are pressed or inside a lasso; null takes their marks away. */
  | { kind: 'MARK'; mark: Mark | null }
  /** Chooses seats by a lasso or one by one. */
  | { kind: 'LASSO' };

export const isSameTool = (a: Tool, b: Tool): boolean => JSON.stringify(a) === JSON.stringify(b);
