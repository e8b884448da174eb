import { useConcert } from '@frontrow/sdk/react';
import { Trans } from '@lingui/react/macro';
import { Link, useLocation, useMatch } from '@tanstack/react-router';
import { useState } from 'react';
import { useSignedIn } from '../sign-in/use-signed-in.ts';
import { useTurnAlert } from './alert/use-turn-alert.ts';
import { concertsInLine, knownPlace, useMyPlace } from './my-places.ts';

/**
 * Over the pages outside of a turn: a turn that comes while the visitor looks at the wallet or the list. Its pass is
 * claimed, and the visitor is called.
 */
export function TurnStrips() {
  const { pathname } = useLocation();
  const userId = useSignedIn()?.user.id;
  const isInTurn = useMatch({ from: '/turn', shouldThrow: false }) !== undefined;
  if (!userId || isInTurn || pathname === '/sign-in') return null;
  return concertsInLine().map((concertId) => (
    <TurnStrip key={`${userId} ${concertId}`} concertId={concertId} />
  ));
}

function TurnStrip({ concertId }: { concertId: string }) {
  const isTurn = useMyPlace(concertId)?.status === 'ACTIVE';
  const title = useConcert(concertId).concert?.title ?? '';
  const [wasIn] = useState(() => knownPlace(concertId)?.wasIn === true);
  useTurnAlert(isTurn && !wasIn, title);
  if (!isTurn) return null;
  return (
    <div role="status" className="gutter bg-you py-2 font-semibold text-on-you">
      <Trans>It's your turn: {title}</Trans>{' '}
      <Link
        to="/concerts/$concertId/queue"
        params={{ concertId }}
        className="inline-flex min-h-11 items-center underline underline-offset-4"
      >
        <Trans>Go on</Trans>
      </Link>
    </div>
  );
}
