import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { client, type Draw } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { useNumbers } from '../shell/numbers.ts';
import { Section } from '../shell/page.tsx';

/** Computes the draw again in this browser, from what is public, and compares. */
export function CheckDraw({ concertId, draw }: { concertId: string; draw: Draw }) {
  const numbers = useNumbers();
  const check = useMutation({
    mutationFn: async () => {
      const { drawPages, verifyDraw } = await import('@frontrow/sdk/draw');
      return verifyDraw(drawPages(client, { concertId, round: draw.round }));
    },
  });
  const { data: verdict } = check;
  const entrants = numbers.whole(verdict?.entrants ?? 0);
  const problems = verdict?.problems.join(', ');
  return (
    <Section heading={<Trans>Proof</Trans>}>
      <p className="mt-0 mb-3 max-w-text">
        <Trans>
          Anybody can do this: seed, public value and list give every place. This page computes it
          anew.
        </Trans>
      </p>
      <Action isPending={check.isPending} onClick={() => check.mutate()}>
        <Trans>Compute it again</Trans>
      </Action>
      {check.error && <ErrorNote error={check.error} />}
      {verdict && (
        <p
          role="status"
          className={`mb-0 font-bold ${verdict.status === 'VALID' ? 'text-good' : 'text-bad'}`}
        >
          {verdict.status === 'VALID' ? (
            <Trans>✓ All {entrants} places follow from what is public.</Trans>
          ) : (
            <Trans>✗ It does not add up: {problems}</Trans>
          )}
        </p>
      )}
    </Section>
  );
}
