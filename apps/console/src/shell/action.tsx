import type { ButtonHTMLAttributes, ReactNode } from 'react';

const SIZE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-control px-4 text-center font-bold no-underline';
const KINDS = {
  primary: 'border-0 bg-ink text-bg',
  secondary: 'border border-solid border-line-2 bg-transparent text-ink',
  /** What cannot be undone. */
  danger: 'border border-solid border-bad bg-transparent text-bad',
} as const;

/** The classes of a button, for a link that looks like one. */
export const actionClass = (kind: keyof typeof KINDS = 'primary', more = ''): string =>
  `${SIZE} ${KINDS[kind]} ${more}`;

export interface ActionProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof KINDS;
  /** Its call is on the way: it takes no second press and keeps the focus. */
  isPending?: boolean;
  children: ReactNode;
}

/** A button of the console: lower than the storefront's, never under 44 pixels. */
export function Action({ kind, isPending = false, className = '', onClick, ...rest }: ActionProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isPending || rest.disabled || undefined}
      onClick={isPending ? undefined : onClick}
      className={actionClass(
        kind,
        `${isPending || rest.disabled ? 'opacity-50' : ''} ${className}`,
      )}
    />
  );
}
