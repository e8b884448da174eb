import type { ButtonHTMLAttributes, ReactNode } from 'react';

const SIZE =
  'inline-flex min-h-13 items-center justify-center gap-2 rounded-control px-5 text-center text-16 font-bold no-underline transition-opacity md:min-h-12';
const KINDS = {
  /** The one action of a screen. */
  primary: 'border-0 bg-ink text-bg',
  secondary: 'border-[1.5px] border-solid border-line-2 bg-transparent text-ink',
  /** On a page that is `you` all over. */
  onYou: 'border-0 bg-on-you text-white',
} as const;

export type ButtonKind = keyof typeof KINDS;

/** The classes of a button, for a link that looks like one. */
export const buttonClass = (kind: ButtonKind = 'primary', more = ''): string =>
  `${SIZE} ${KINDS[kind]} ${more}`;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: ButtonKind;
  /** Its call is on the way: it takes no second press, keeps the focus and its width. */
  isPending?: boolean;
  children: ReactNode;
}

export function Button({ kind, isPending = false, className = '', onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={isPending || rest.disabled || undefined}
      onClick={isPending ? undefined : onClick}
      className={buttonClass(
        kind,
        `${isPending || rest.disabled ? 'opacity-50' : ''} ${className}`,
      )}
    />
  );
}

/** An underlined text that acts. */
export function TextButton({ className = '', ...rest }: ButtonHTMLAttributes<HTMLButtonElement>) {
  return (
    <button
      type="button"
      {...rest}
      className={`min-h-11 border-0 bg-transparent p-0 text-left font-semibold underline underline-offset-4 ${className}`}
    />
  );
}
