import { Trans } from '@lingui/react/macro';
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react';
import { Action, type ActionProps } from './action.tsx';
import { ErrorNote } from './error-note.tsx';

export interface QuestionProps {
  /** What will happen, in words, and the fields that it needs. */
  children: ReactNode;
  /** The words of the button that does it. */
  action: ReactNode;
  kind?: ActionProps['kind'];
  isPending: boolean;
  /** False while a field is not filled. */
  isReady?: boolean;
  error?: Error | null;
  onConfirm: () => void;
  onLeave: () => void;
}

/**
 * What a button asks once before it is done. The focus of the button that opened it comes here, and not to the one that
 * does it: a key that is pressed twice must not answer.
 */
export function Question({
  children,
  action,
  kind = 'primary',
  isPending,
  isReady = true,
  error,
  onConfirm,
  onLeave,
}: QuestionProps) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.focus({ preventScroll: true }), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isReady && !isPending) onConfirm();
  };
  return (
    <form
      ref={form}
      tabIndex={-1}
      onSubmit={submit}
      className="mt-2 grid gap-3 border-0 border-l-4 border-solid border-ink pl-4 text-start"
    >
      {children}
      <div className="flex flex-wrap gap-2">
        <Action kind={kind} type="submit" disabled={!isReady} isPending={isPending}>
          {action}
        </Action>
        <Action kind="secondary" onClick={onLeave}>
          <Trans>Leave it</Trans>
        </Action>
      </div>
      {error && <ErrorNote error={error} />}
    </form>
  );
}
