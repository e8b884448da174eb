import { chooseLanguage, useLanguage } from '@frontrow/pages/browser/language.ts';
import { LiveRegion } from '@frontrow/ui/parts/live-region.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { catalogues } from '../locales/catalogues.ts';
import { TurnStrips } from '../queue/turn-strips.tsx';
import { notice } from './notice.ts';
import { Strips } from './strips.tsx';

/** What every page has around it. */
export function Layout() {
  const { pathname } = useLocation();
  // A notice is for the page that follows it.
  useEffect(() => () => void (pathname !== '/sign-in' && notice.hide()), [pathname]);
  return (
    <>
      <button
        type="button"
        className="absolute -top-20 left-2 z-10 border-0 bg-ink p-3 text-bg focus:top-2"
        onClick={() => document.querySelector('h1')?.focus()}
      >
        <Trans>Skip to the page</Trans>
      </button>
      <Header />
      <Strips />
      <TurnStrips />
      <Outlet />
      <LiveRegion />
    </>
  );
}

const LINK =
  'inline-flex min-h-11 items-center text-14 font-semibold no-underline hover:underline underline-offset-4';

function Header() {
  const { t } = useLingui();
  const language = useLanguage();
  const other = language === 'ko' ? 'en' : 'ko';
  const change = async () => {
    try {
      await chooseLanguage(catalogues, other);
      notice.hide();
    } catch {
      // Its words have not been loaded in this browser yet.
      notice.showFault(
        other === 'ko'
          ? t`Korean could not be loaded, so the page stays in English. Press again once you are connected.`
          : t`English could not be loaded, so the page stays in Korean. Press again once you are connected.`,
      );
    }
  };
  return (
    <header className="border-0 bg-bg border-b border-solid border-line">
      <div className="gutter mx-auto flex min-h-14 max-w-list flex-wrap items-center justify-between gap-x-5">
        <Link
          to="/"
          className="inline-flex min-h-11 items-center text-18 font-black tracking-[-0.02em] no-underline"
        >
          Frontrow
        </Link>
        <nav aria-label={t`Account`} className="flex flex-wrap items-center gap-x-5">
          <Link to="/reservations" className={LINK}>
            <Trans>Tickets</Trans>
          </Link>
          <Link to="/wallet" className={LINK}>
            <Trans>Wallet</Trans>
          </Link>
          <button
            type="button"
            lang={other}
            // A label and no hidden text, for which the browser would load a Korean font.
            aria-label={other === 'ko' ? 'KO: 한국어로 보기' : 'EN: Read in English'}
            onClick={() => void change()}
            className={`${LINK} border-0 bg-transparent p-0`}
          >
            {other.toUpperCase()}
          </button>
        </nav>
      </div>
    </header>
  );
}
