import { Trans } from '@lingui/react/macro';
import type { Board } from '../client/client.ts';
import { useNumbers } from '../shell/numbers.ts';

/** What is sold, held and left of each category. */
export function Categories({ sales }: { sales: Board['sales'] }) {
  const numbers = useNumbers();
  return (
    <div className="overflow-x-auto">
      <table className="figures w-full">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Category</Trans>
            </th>
            <th scope="col" className="w-2/5">
              <Trans>Sold</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Held</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Left</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Revenue</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {sales.byCategory.map(({ category, available, held, sold, revenue }) => {
            const places = Math.max(1, available + held + sold);
            return (
              <tr key={category}>
                <th scope="row" className="font-semibold">
                  {category}
                </th>
                <td>
                  <span className="flex items-center gap-2">
                    <Bar sold={sold / places} held={held / places} />
                    <span className="w-10 text-right">{numbers.share(sold / places)}</span>
                  </span>
                </td>
                <td className="n">{numbers.whole(held)}</td>
                <td className="n">{numbers.whole(available)}</td>
                <td className="n" title={numbers.money(revenue, sales.now.currency)}>
                  {numbers.short(revenue, sales.now.currency)}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Sold in ink, held hatched by its outline, the rest empty. */
function Bar({ sold, held }: { sold: number; held: number }) {
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      className="hidden h-2 min-w-10 flex-1 bg-sunk md:block"
      aria-hidden="true"
    >
      <rect width={100 * sold} height="8" fill="var(--ink)" />
      <rect x={100 * sold} width={100 * held} height="8" fill="var(--line-2)" />
    </svg>
  );
}
