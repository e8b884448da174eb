import { useLanguage } from '@frontrow/pages/browser/language.ts';
import type { Chart, Hold } from '@frontrow/sdk';
import type { PlaceInfo, Selection } from '@frontrow/seat-map';
import { formatMoney } from '@frontrow/ui/format/money.ts';
import { Trans } from '@lingui/react/macro';
import { SeatNames } from '../../shell/seat-names.tsx';
import { whereIs } from '../best.ts';
import { choiceOf, isHeld, type NamedPlace, seatOf } from '../choice.ts';
import { TrayActions, type TrayActionsProps } from './tray-actions.tsx';
import { TrayError } from './tray-error.tsx';

export interface TrayProps extends Omit<TrayActionsProps, 'held' | 'chosen'> {
  chart: Chart;
  /** What is chosen; null: nothing was chosen yet. */
  selection: Selection | null;
  /** Chosen seats that somebody else has taken since. */
  lost: PlaceInfo[];
  error: Error | null;
}

/** What is chosen or held, what it costs, and the one action. It is as high in all states, so that the map stays. */
export function Tray(props: TrayProps) {
  const { chart, selection, lost, hold, best, error, onHold } = props;
  const language = useLanguage();
  const held = hold.status === 'HELD' ? hold.hold : null;
  const chosen = selection && selection.quantity > 0 ? selection : null;
  const shown = chosen ? placesOf(chosen, chart) : (held?.seats ?? []);
  const amount = shown.reduce((sum, { price }) => sum + price, 0);
  return (
    <section
      aria-labelledby="tray"
      className="-mx-5 min-h-38 border-0 border-t-[1.5px] border-solid border-ink bg-bg px-5 pt-3 pb-[max(16px,env(safe-area-inset-bottom))] md:-mx-8 md:px-8 lg:mx-0 lg:px-0"
    >
      <h2 id="tray" className="sr-only">
        <Trans>My seats</Trans>
      </h2>
      {error && <TrayError error={error} onRetry={onHold} onApart={best.holdApart} />}
      {lost.length > 0 && (
        <p className="m-0 mb-1 text-14 text-ink-2">
          <del>
            <SeatNames seats={lost.map(seatOf)} />
          </del>
        </p>
      )}
      {shown.length > 0 && (
        <>
          <div className="flex min-h-8 flex-wrap items-start justify-between gap-x-4">
            <p className="m-0 leading-[1.7]">
              <SeatNames seats={shown} className="mark" />
            </p>
            <p className="num m-0 pt-1.5 text-22">
              {formatMoney(amount, chart.currency, language)}
            </p>
          </div>
          <p className="m-0 mt-0.5 text-14 text-ink-2">
            <Note {...props} held={held} chosen={chosen} shown={shown} />
          </p>
        </>
      )}
      <TrayActions {...props} held={held} chosen={chosen} />
    </section>
  );
}

interface NoteProps extends TrayProps {
  held: Hold | null;
  chosen: Selection | null;
  shown: NamedPlace[];
}

/** One line under the seats: what is wrong with them, what is held meanwhile, or where they are and what each costs. */
function Note({ chart, best, held, chosen, shown }: NoteProps) {
  const language = useLanguage();
  const [issue] = chosen?.issues ?? [];
  if (issue?.kind === 'ORPHAN') {
    return (
      <span className="text-bad">
        <Trans>One seat would be left alone</Trans>
      </span>
    );
  }
  if (held && chosen && !isHeld(chosen, held)) {
    return (
      <Trans>
        You keep <SeatNames seats={held.seats} /> until these are held
      </Trans>
    );
  }
  const where = held && best.wasOffered ? whereIs(chart, choiceOf(held).places) : null;
  if (best.isOnly) return <Trans>No others are free side by side. These stay yours.</Trans>;
  if (where?.isCentre) return <Trans>Row {where.row}, centre</Trans>;
  if (where) return <Trans>Row {where.row}, the best that is left</Trans>;
  const prices = Map.groupBy(shown, ({ price }) => price);
  return [...prices]
    .map(([price, places]) => `${formatMoney(price, chart.currency, language)} × ${places.length}`)
    .join(' + ');
}

/** Seats and standing places of a choice, each by its own. */
function placesOf({ seats, general }: Selection, { sections }: Chart): NamedPlace[] {
  const standing = general.flatMap(({ section, quantity }) => {
    const price = sections.find(({ name }) => name === section)?.price ?? 0;
    return Array.from({ length: quantity }, (_, n) => ({
      ...{ section, row: '', number: n + 1, price },
    }));
  });
  return [...seats.map(seatOf), ...standing];
}
