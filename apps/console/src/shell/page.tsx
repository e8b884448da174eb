import { type ReactNode, useEffect, useRef } from 'react';

const WIDTHS = { text: 'max-w-text', list: 'max-w-list', full: '' } as const;

export interface PageProps {
  /** Begins with the news: the tab's title. */
  title: string;
  width: keyof typeof WIDTHS;
  className?: string;
  children: ReactNode;
}

/** The main part of a page. */
export function Page({ title, width, className = '', children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Frontrow`;
  }, [title]);
  return (
    <main className={`gutter mx-auto w-full flex-1 pt-5 pb-12 ${WIDTHS[width]} ${className}`}>
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
    <h1 ref={heading} tabIndex={-1} className={`m-0 text-28 ${className}`}>
      {children}
    </h1>
  );
}

/** A part of a page with its heading, parted from the one above by a hairline. */
export function Section({
  heading,
  aside,
  className = '',
  children,
}: {
  heading: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section className={`border-0 border-t border-solid border-line pt-4 ${className}`}>
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="m-0 text-16">{heading}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
