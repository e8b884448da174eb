/** What the visitor answered in this visit. */
let answer: NotificationPermission | null = null;

/** Asks the browser for notifications; where they were allowed or forbidden before, it asks nobody. */
export async function allowNotifications(): Promise<void> {
  if ('Notification' in window) answer = await Notification.requestPermission();
}

export interface TurnNews {
  heading: string;
  /** The concert. */
  title: string;
}

/** Shows that the turn has come, if the visitor allows it. A press on it leads to the page. */
export function notify({ heading, title }: TurnNews): Notification | null {
  if (!('Notification' in window)) return null;
  if (answer !== 'granted' && Notification.permission !== 'granted') return null;
  try {
    const shown = new Notification(heading, { body: title, tag: 'turn', requireInteraction: true });
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
