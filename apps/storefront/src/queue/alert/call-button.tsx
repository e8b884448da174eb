import { Button } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { allowNotifications } from './notification.ts';
import { allowSound, playCall } from './sound.ts';

/** Whether the visitor asked to be called, in this visit: sound needs a press after each reload. */
let isAllowed = false;

/** Asks, on the press, for sound and for notifications. */
export function CallButton() {
  const [isOn, setOn] = useState(isAllowed);
  const allow = async () => {
    await allowSound();
    playCall();
    isAllowed = true;
    setOn(true);
    await allowNotifications();
  };
  if (isOn) {
    return (
      <p role="status" className="m-0 flex min-h-13 items-center gap-2 font-semibold">
        <Bell aria-hidden="true" size={20} />
        <Trans>We call you with a sound. Keep this page open.</Trans>
      </p>
    );
  }
  return (
    <Button className="w-full" onClick={() => void allow()}>
      <Trans>Call me with a sound</Trans>
    </Button>
  );
}
