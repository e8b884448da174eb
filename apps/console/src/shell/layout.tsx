import { connection } from '@frontrow/pages/browser/connection.ts';
import { chooseLanguage, useLanguage } from '@frontrow/pages/browser/language.ts';
import { useOnline } from '@frontrow/pages/browser/use-online.ts';
import { LiveRegion } from '@frontrow/ui/parts/live-region.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, Outlet, useRouter } from '@tanstack/react-router';
import { useSyncExternalStore } from 'react';
import { catalogues } from '../locales/catalogues.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { useSignedIn } from '../sign-in/use-signed-in.ts';

const LINK =
  'inline-flex min-h-11 items-center font-semibold no-underline underline-offset-4 hover:underline aria-[current=page]:underline';

/** What every page has around it. On the wall the board hides it. */
export function Layout() {
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
      <Away />
      <Outlet />
      <LiveRegion />
    </>
  );
}

function Header() {
  const { t } = useLingui();
  const signedIn = useSignedIn();
  const router = useRouter();
  const leave = () => {
    signIn.end();
    void router.navigate({ to: '/sign-in', search: { next: '/' } });
  };
  return (
    <header className="site-header border-0 border-b border-solid border-line bg-bg">
      <div className="gutter flex min-h-12 flex-wrap items-center gap-x-5 md:flex-nowrap">
        <Link to="/" className={`${LINK} text-16 font-black tracking-[-0.02em] hover:no-underline`}>
          Frontrow
        </Link>
        {signedIn?.user.role === 'operator' && <Navigation />}
        <span className="ml-auto flex items-center gap-x-5 whitespace-nowrap">
          {signedIn && (
            <>
              <span className="hidden max-w-60 truncate text-ink-2 md:inline">
                {signedIn.user.name}
              </span>
              <button
                type="button"
                onClick={leave}
                className={`${LINK} border-0 bg-transparent p-0`}
                title={t`Signs out of this tab`}
              >
                <Trans>Sign out</Trans>
              </button>
            </>
          )}
          <LanguageButton />
        </span>
      </div>
    </header>
  );
}

function Navigation() {
  const { t } = useLingui();
  return (
    <nav
      aria-label={t`Console`}
      className="order-last flex w-full items-center gap-x-5 overflow-x-auto whitespace-nowrap md:order-none md:w-auto"
    >
      <Link to="/" activeOptions={{ exact: true }} className={LINK}>
        <Trans>Concerts</Trans>
      </Link>
      <Link to="/people" className={LINK}>
        <Trans>People</Trans>
      </Link>
      <Link to="/money" className={LINK}>
        <Trans>Money</Trans>
      </Link>
      <Link to="/charts" className={LINK}>
        <Trans>Charts</Trans>
      </Link>
      <Link to="/door" className={LINK}>
        <Trans>Door</Trans>
      </Link>
      <Link to="/log" className={LINK}>
        <Trans>Log</Trans>
      </Link>
      <Link to="/audit" className={LINK}>
        <Trans>Audit</Trans>
      </Link>
    </nav>
  );
}

function LanguageButton() {
  const language = useLanguage();
  const other = language === 'ko' ? 'en' : 'ko';
  return (
    <button
      type="button"
      lang={other}
      // A label and no hidden text, for which the browser would load a Korean font.
      aria-label={other === 'ko' ? 'KO: 한국어로 보기' : 'EN: Read in English'}
      onClick={() => void chooseLanguage(catalogues, other).catch(() => location.reload())}
      className={`${LINK} border-0 bg-transparent p-0`}
    >
      {other.toUpperCase()}
    </button>
  );
}

/** What is shown may be old: no network, or no server. */
function Away() {
  const isOnline = useOnline();
  const { awaySince } = useSyncExternalStore(connection.subscribe, connection.get, connection.get);
  if (isOnline && awaySince === null) return null;
  return (
    <div role="status" className="gutter bg-bad-bg py-2 font-semibold text-bad">
      {isOnline ? (
        <Trans>The server does not answer. What you see is old; we keep trying.</Trans>
      ) : (
        <Trans>This device is offline. What you see is old.</Trans>
      )}
    </div>
  );
}
