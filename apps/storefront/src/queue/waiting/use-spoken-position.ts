import { announce } from '@frontrow/ui/parts/announcer.ts';
import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';

const LAST = 10;

/** Speaks the number of people ahead: at first, each time it has halved, and one by one for the last ten. */
export function useSpokenPosition(ahead: number | null): void {
  const { t } = useLingui();
  const spoken = useRef<number | null>(null);
  useEffect(() => {
    if (ahead === null || ahead === spoken.current) return;
    const last = spoken.current;
    if (last !== null && ahead > LAST && ahead > last / 2) return;
    spoken.current = ahead;
    announce(
      ahead === 0
        ? t`You are next`
        : t`${plural(ahead, { one: '# person is ahead of you', other: '# people are ahead of you' })}`,
    );
  }, [ahead, t]);
}
