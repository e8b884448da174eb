import type { ButtonHTMLAttributes, ReactNode } from 'react';

export interface EditorButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'plain' | 'primary' | 'tool' | 'icon';
  children: ReactNode;
}

/** A button of the editor. One that can do nothing now keeps its place in the order of the Tab key. */
export function EditorButton({
  kind = 'plain',
  className = '',
  disabled,
  onClick,
  ...rest
}: EditorButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={disabled || undefined}
      onClick={disabled ? undefined : onClick}
      className={`ce-button is-${kind} ${className}`}
    />
  );
}

/** An icon with a name for screen readers and the mouse. */
export function IconButton({
  label,
  ...rest
}: Omit<EditorButtonProps, 'kind'> & { label: string }) {
  return <EditorButton kind="icon" aria-label={label} title={label} {...rest} />;
}
