import type { Board } from '../client/client.ts';
import type { Change } from './undo.ts';

/** What a lever asks to be done. */
export interface Pull {
  change: Change;
  /** What has happened, in words, once it has. */
  done: string;
}

export interface LeverProps {
  board: Board;
  isPending: boolean;
  onPull: (pull: Pull) => void;
}
