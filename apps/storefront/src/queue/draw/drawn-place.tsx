import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { useFrontrow } from '@frontrow/sdk/react';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { ErrorNote } from '../../shell/error-note.tsx';
import { checkDraw } from './check-draw.ts';

export interface DrawnPlaceProps {
  concertId: string;
  entrant: string;
}

/** The place that the draw gave, and its proof: computed here, from what was published. */
export function DrawnPlace({ concertId, entrant }: DrawnPlaceProps) {
  const client = useFrontrow();
  const language = useLanguage();
  const { mutate, data, isPending, error } = useMutation({
    mutationFn: () => checkDraw(client, { concertId, entrant }),
  });
  const place = data?.place?.toLocaleString(language);
  const count = data?.entrants.toLocaleString(language);
  return (
    <section className="mt-6 border-0 border-t border-solid border-line pt-4">
      <h2 className="m-0 text-18">
        {place ? <Trans>The draw put you at {place}</Trans> : <Trans>A draw set the order</Trans>}
      </h2>
      {!data && (
        <Button
          kind="secondary"
          isPending={isPending}
          className="mt-3 w-full"
          onClick={() => mutate()}
        >
          <Trans>Check it yourself</Trans>
        </Button>
      )}
      {error && <ErrorNote error={error} onRetry={() => mutate()} />}
      {data && (
        <ul className="m-0 mt-2 list-none p-0">
          <Proof isRight={data.isSeedRight}>
            {data.isSeedSaved ? (
              <Trans>
                The seed is the one promised before the opening, which this browser kept
              </Trans>
            ) : (
              <Trans>The seed is the one promised before the opening</Trans>
            )}
          </Proof>
          <Proof isRight={data.isListRight}>
            <Trans>The list of {count} people is whole, and nobody is on it twice</Trans>
          </Proof>
          <Proof isRight={data.isPlaceRight}>
            <Trans>Your place follows from both</Trans>
          </Proof>
        </ul>
      )}
    </section>
  );
}

function Proof({ isRight, children }: { isRight: boolean; children: ReactNode }) {
  const Mark = isRight ? Check : X;
  return (
    <li className="flex gap-2 py-1">
      <Mark
        aria-hidden="true"
        size={20}
        className={`mt-0.5 shrink-0 ${isRight ? 'text-good' : 'text-bad'}`}
      />
      <span>
        {children}
        <span className="sr-only">: {isRight ? <Trans>right</Trans> : <Trans>wrong</Trans>}</span>
      </span>
    </li>
  );
}
