import { isFrontrowError } from '@frontrow/sdk';
import { explain } from '@frontrow/ui/errors/explain.ts';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { ErrorNote } from '../../shell/error-note.tsx';

export interface TrayErrorProps {
  error: Error;
  onRetry(): void;
  /** Holds the best seats that are not side by side. */
  onApart(): void;
}

/** A refusal beside the seats. Where it says to choose others, they are there already. */
export function TrayError({ error, onRetry, onApart }: TrayErrorProps) {
  const { i18n } = useLingui();
  const { what, safe, next } = explain(error, i18n);
  if (next !== 'seats') {
    return (
      <div className="mb-3">
        <ErrorNote error={error} onRetry={onRetry} />
      </div>
    );
  }
  return (
    <div
      role="alert"
      className="mb-3 flex items-center justify-between gap-3 border-0 border-l-4 border-solid border-bad bg-bad-bg px-3 py-2"
    >
      <p className="m-0 text-14">
        <b className="text-bad">{what}.</b> {safe}
      </p>
      {isFrontrowError(error, 'NOT_ENOUGH_TOGETHER') && (
        <Button kind="secondary" className="shrink-0" onClick={onApart}>
          <Trans>Sit apart</Trans>
        </Button>
      )}
    </div>
  );
}
