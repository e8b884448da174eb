import { announce } from '@frontrow/ui/parts/announcer.ts';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import { serverNow } from '../../client/server-clock.ts';
import { playCall } from './sound.ts';
import { showTurnIcon } from './tab-icon.ts';

let comeWhileHidden: Date | null = null;

/** When the last turn came, if nobody was looking then; null otherwise. */
export const turnCameWhileHidden = (): Date | null => comeWhileHidden;

/** Calls the visitor when the turn comes: tab icon, sound, notification, and the screen reader. */
export function useTurnAlert(isTurn: boolean, title: string): void {
  const { t } = useLingui();
  const waited = useRef(false);
  useEffect(() => {
    showTurnIcon(isTurn);
    if (!isTurn) {
      waited.current = true;
      return;
    }
    if (!waited.current) return;
    waited.current = false;
    comeWhileHidden = document.hidden ? new Date(serverNow()) : null;
    announce(t`It's your turn`, true);
    playCall();
    const shown = document.hidden ? notify(t`It's your turn`, title) : null;
    return () => shown?.close();
  }, [isTurn, title, t]);
  useEffect(() => () => showTurnIcon(false), []);
}

function notify(heading: string, body: string): Notification | null {
  if (!('Notification' in window) || Notification.permission !== 'granted') return null;
  try {
    const shown = new Notification(heading, { body, tag: 'turn', requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return shown;
  } catch {
    // Some phones show notifications only from a service worker.
    return null;
  }
}
