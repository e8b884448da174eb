import { explain } from '@frontrow/ui/errors/explain.ts';
import type { NextStep } from '@frontrow/ui/errors/sentences.ts';
import { Button, buttonClass } from '@frontrow/ui/parts/button.tsx';
import { useLingui } from '@lingui/react';
import { Trans } from '@lingui/react/macro';
import { Link, useLocation, useParams } from '@tanstack/react-router';

export interface ErrorNoteProps {
  error: Error;
  /** Tries again what failed; without it the page is loaded again. */
  onRetry?: (() => void) | undefined;
  /** The heading of a page that has nothing else to show. */
  isPage?: boolean;
}

/** An error in place: what happened, what is safe, and one button. */
export function ErrorNote({ error, onRetry, isPage = false }: ErrorNoteProps) {
  const { i18n } = useLingui();
  const { what, safe, next, stepWords, code } = explain(error, i18n);
  const What = isPage ? 'h1' : 'p';
  return (
    <div role="alert" className="border-0 border-l-4 border-solid border-bad bg-bad-bg p-4">
      <What className={`m-0 font-bold text-bad ${isPage ? 'text-28' : 'text-18'}`}>{what}</What>
      <p className="mt-1 mb-0">{safe}</p>
      {code && (
        <p className="mt-1 mb-0 text-14 text-ink-2">
          <Trans>Code {code}</Trans>
        </p>
      )}
      <div className="mt-4">
        <Step next={next} words={stepWords} onRetry={onRetry} />
      </div>
    </div>
  );
}

interface StepProps {
  next: NextStep;
  words: string;
  onRetry: (() => void) | undefined;
}

function Step({ next, words, onRetry }: StepProps) {
  const { concertId = '' } = useParams({ strict: false });
  const { href } = useLocation();
  const className = buttonClass('secondary');
  const inQueue = concertId && next !== 'again' && next !== 'reload';
  if (next === 'sign-in') {
    return (
      <Link to="/sign-in" search={{ next: href }} className={className}>
        {words}
      </Link>
    );
  }
  if (next === 'wallet' || next === 'tickets') {
    return (
      <Link to={next === 'wallet' ? '/wallet' : '/reservations'} className={className}>
        {words}
      </Link>
    );
  }
  if (inQueue && (next === 'queue' || next === 'dates' || next === 'seats')) {
    const to = next === 'queue' ? '/concerts/$concertId/queue' : '/concerts/$concertId/dates';
    return (
      <Link to={to} params={{ concertId }} className={className}>
        {words}
      </Link>
    );
  }
  if (next === 'home' || !(next === 'again' || next === 'reload')) {
    return (
      <Link to="/" className={className}>
        {words}
      </Link>
    );
  }
  const again = next === 'again' && onRetry ? onRetry : () => location.reload();
  return (
    <Button kind="secondary" onClick={again}>
      {words}
    </Button>
  );
}
