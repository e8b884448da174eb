import { Button, TextButton } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { useState } from 'react';

/** Leaves the queue, after a second press: the place is gone then. */
export function LeaveLine({ leave }: { leave(): void }) {
  const [isAsking, setAsking] = useState(false);
  if (!isAsking) {
    return (
      <TextButton className="mt-4 text-14 text-ink-2" onClick={() => setAsking(true)}>
        <Trans>Leave the line</Trans>
      </TextButton>
    );
  }
  return (
    <section className="mt-4 border-0 border-t border-solid border-line pt-4">
      <p className="m-0 font-semibold">
        <Trans>If you leave, somebody else gets your place. You can join again at the end.</Trans>
      </p>
      <div className="mt-3 flex gap-2">
        <Button kind="secondary" className="flex-1" onClick={() => setAsking(false)}>
          <Trans>Stay</Trans>
        </Button>
        <Button kind="secondary" className="flex-1 text-bad" onClick={leave}>
          <Trans>Leave</Trans>
        </Button>
      </div>
    </section>
  );
}
