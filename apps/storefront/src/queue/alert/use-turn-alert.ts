import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import { announce } from '@frontrow/ui/parts/announcer.ts';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { notify } from './notification.ts';
import { playCall } from './sound.ts';
import { showTurnIcon } from './tab-icon.ts';

let comeWhileHidden: Date | null = null;

/** When the last turn came, if nobody was looking then; null otherwise. */
export const turnCameWhileHidden = (): Date | null => comeWhileHidden;

/** Calls the visitor when the turn comes: tab icon, sound, notification, and the screen reader. */
export function useTurnAlert(isTurn: boolean, title: string): void {
  const { t } = useLingui();
  const waited = useRef(false);
  /** What it says, in the language of then: another one is no reason to call again. */
  const words = useRef({ heading: '', title });
  words.current = { heading: t`It's your turn`, title };
  useEffect(() => {
    showTurnIcon(isTurn);
    if (!isTurn) {
      waited.current = true;
      return;
    }
    if (!waited.current) return;
    waited.current = false;
    comeWhileHidden = document.hidden ? new Date(serverNow()) : null;
    announce(words.current.heading, true);
    playCall();
    const shown = document.hidden ? notify(words.current) : null;
    return () => shown?.close();
  }, [isTurn]);
  useEffect(() => () => showTurnIcon(false), []);
}
