import { isFrontrowError } from '@frontrow/sdk';
import { explain } from '@frontrow/ui/errors/explain.ts';
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Action } from './action.tsx';

export interface ErrorNoteProps {
  error: Error;
  onRetry?: (() => void) | undefined;
}

/** An error in place: what happened, and for a refused input what to change. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { i18n } = useLingui();
  const { what, code } = explain(error, i18n);
  const issues = isFrontrowError(error, 'VALIDATION_FAILED') ? error.details.issues : [];
  return (
    <div role="alert" className="mt-4 border-0 border-l-4 border-solid border-bad bg-bad-bg p-3">
      <p className="m-0 font-bold text-bad">{what}</p>
      {issues.length > 0 && (
        <ul className="mt-1 mb-0 pl-5">
          {issues.map(({ path, message }) => (
            <li key={path.join('.')}>
              <code>{path.join('.')}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {code && (
        <p className="mt-1 mb-0 text-13 text-ink-2">
          <Trans>Code {code}</Trans>
        </p>
      )}
      {onRetry && (
        <Action kind="secondary" className="mt-3" onClick={onRetry}>
          <Trans>Try again</Trans>
        </Action>
      )}
    </div>
  );
}
