import { type ReactNode, useEffect, useRef } from 'react';

/** A page that begins with a bar of its own has no space above it. */
const TOPS = { bar: 'pt-0', space: 'pt-6', wide: 'pt-10' } as const;
const WIDTHS = { text: 'max-w-text', list: 'max-w-list', full: '' } as const;

export interface PageProps {
  /** Begins with the news: the tab's title. */
  title: string;
  width: keyof typeof WIDTHS;
  top?: keyof typeof TOPS;
  /** A page that ends with a bar of its own has no space below it. */
  hasBar?: boolean;
  className?: string;
  children: ReactNode;
}

/** The main part of a page. */
export function Page({ title, width, top = 'space', hasBar, className = '', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Frontrow`;
  }, [title]);
  return (
    <main
      className={`gutter mx-auto w-full flex-1 ${TOPS[top]} ${hasBar ? 'pb-0' : 'pb-12'} ${WIDTHS[width]} ${className}`}
    >
      {children}
    </main>
  );
}

/** Whether a heading was shown before: the first page of a visit leaves the focus to the browser. */
let isVisited = false;

/** The heading of a page. After a navigation it has the focus, so that a screen reader begins there. */
export function PageHeading({
  className = '',
  children,
}: {
  className?: string;
  children: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isVisited) heading.current?.focus({ preventScroll: true });
    isVisited = true;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={`m-0 text-28 lg:text-40 ${className}`}>
      {children}
    </h1>
  );
}
