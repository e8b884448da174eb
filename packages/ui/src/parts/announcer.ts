/** What is spoken to whoever does not see the page. */
export interface Announcement {
  text: string;
  /** Interrupts what is being read: the turn, a lost seat, the last minute. */
  isUrgent: boolean;
}

type Listener = (announcement: Announcement) => void;
const listeners = new Set<Listener>();

/** Speaks a sentence through the page's live region. */
export function announce(text: string, isUrgent = false): void {
  for (const listener of listeners) listener({ text, isUrgent });
}

/** For the component that has the live region. Returns a function that removes the listener. */
export function onAnnouncement(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
