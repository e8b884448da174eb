import { useEffect, useState } from 'react';
import { type Announcement, onAnnouncement } from './announcer.ts';

/** The live regions of a page, once a page: one that waits for a pause, one that interrupts. */
export function LiveRegion() {
  const [last, setLast] = useState<Announcement>({ text: '', isUrgent: false });
  useEffect(() => onAnnouncement(setLast), []);
  return (
    <div className="sr-only">
      <div aria-live="polite">{last.isUrgent ? '' : last.text}</div>
      <div aria-live="assertive">{last.isUrgent ? last.text : ''}</div>
    </div>
  );
}
