import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '@frontrow/pages/browser/language.ts';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { Action, Board } from '../client/client.ts';
import { useNumbers } from '../shell/numbers.ts';

const HEIGHT = 200;
/** Colour and dash of the three lines: they differ without colour too. */
const LINES = [
  { name: 'admitted', colour: '--ink', dash: [] },
  { name: 'held', colour: '--cat-3', dash: [6, 4] },
  { name: 'paid', colour: '--cat-6', dash: [2, 3] },
] as const;

export interface MinutesChartProps {
  sales: Board['sales'];
  actions: Action[];
  /** On the wall, where nobody opens a table. */
  isShort: boolean;
}

/** The last hour, minute by minute, with a mark where an operator changed something. */
export function MinutesChart({ sales, actions, isShort }: MinutesChartProps) {
  const { t } = useLingui();
  const language = useLanguage();
  const numbers = useNumbers();
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const marks = useRef<number[]>([]);
  marks.current = actions.map(({ createdAt }) => createdAt.getTime() / 1_000);
  const labels = { admitted: t`let in`, held: t`holds`, paid: t`payments` };
  // The minute that is not over yet would fall at its beginning.
  const data = dataOf(sales.series.slice(0, -1));
  const latest = useRef(data);
  latest.current = data;

  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        optionsOf({ width: box.clientWidth, marks, clock: (at) => numbers.minute(at) }),
        latest.current,
        box,
      );
    };
    draw();
    // The colours are read when it is drawn.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    const size = new ResizeObserver(() =>
      plot.current?.setSize({ width: box.clientWidth, height: HEIGHT }),
    );
    size.observe(box);
    return () => {
      scheme.removeEventListener('change', draw);
      size.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [language, numbers]);
  useEffect(() => plot.current?.setData(data));

  return (
    <>
      <p className="m-0 mb-1 flex flex-wrap gap-x-5 text-13 text-ink-2">
        {LINES.map(({ name, colour, dash }) => (
          <span key={name} className="inline-flex items-center gap-2">
            <svg width="24" height="4" aria-hidden="true">
              <line
                x1="0"
                y1="2"
                x2="24"
                y2="2"
                stroke={`var(${colour})`}
                strokeWidth="2"
                strokeDasharray={dash.join(' ') || undefined}
              />
            </svg>
            {labels[name]}
          </span>
        ))}
        <span className="inline-flex items-center gap-2">
          <svg width="6" height="14" aria-hidden="true">
            <rect width="6" height="14" fill="var(--you)" stroke="var(--ink)" />
          </svg>
          <Trans>an operator changed something</Trans>
        </span>
      </p>
      <div ref={element} aria-hidden="true" />
      {!isShort && (
        <details className="mt-1">
          <summary className="min-h-11 cursor-pointer content-center text-13">
            <Trans>The same as a table</Trans>
          </summary>
          <MinutesTable sales={sales} />
        </details>
      )}
    </>
  );
}

function MinutesTable({ sales }: Pick<MinutesChartProps, 'sales'>) {
  const numbers = useNumbers();
  return (
    <div className="max-h-80 overflow-auto">
      <table className="figures w-full">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Minute</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Arrived</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Let in</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Holds</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Payments</Trans>
            </th>
            <th scope="col" className="n">
              <Trans>Refunds</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {sales.series.toReversed().map((minute) => (
            <tr key={minute.at.getTime()}>
              <th scope="row">{numbers.minute(minute.at)}</th>
              <td className="n">{numbers.whole(minute.joined)}</td>
              <td className="n">{numbers.whole(minute.admitted)}</td>
              <td className="n">{numbers.whole(minute.held)}</td>
              <td className="n">{numbers.whole(minute.paid)}</td>
              <td className="n">{numbers.whole(minute.refunded)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const dataOf = (series: Board['sales']['series']): uPlot.AlignedData => [
  series.map(({ at }) => at.getTime() / 1_000),
  ...LINES.map(({ name }) => series.map((minute) => minute[name])),
];

function optionsOf({
  width,
  marks,
  clock,
}: {
  width: number;
  marks: { current: number[] };
  clock: (at: Date) => string;
}): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--ink-2'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
    font: `13px ${style.fontFamily}`,
  };
  return {
    ...{ width, height: HEIGHT, legend: { show: false }, cursor: { show: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(5, Math.ceil(max * 1.1))] } },
    axes: [
      {
        ...axis,
        size: 28,
        values: (_, times) => times.map((time) => clock(new Date(time * 1_000))),
      },
      { ...axis, size: 48, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000] },
    ],
    series: [
      {},
      ...LINES.map(({ colour: name, dash }) => ({
        ...{ stroke: colour(name), width: 2, dash: [...dash], points: { show: false } },
      })),
    ],
    hooks: {
      // Under the lines, so that none is hidden.
      drawClear: [(plot) => drawMarks(plot, marks.current, [colour('--you'), colour('--ink')])],
    },
  };
}

function drawMarks(plot: uPlot, times: number[], [fill, outline]: [string, string]): void {
  const { ctx, bbox } = plot;
  const width = 6 * devicePixelRatio;
  const { min = 0, max = 0 } = plot.scales.x ?? {};
  ctx.save();
  ctx.setLineDash([]);
  ctx.fillStyle = fill;
  ctx.strokeStyle = outline;
  for (const time of times) {
    if (time < (min ?? 0) || time > (max ?? 0) + 60) continue;
    const x = Math.round(plot.valToPos(Math.min(time, max ?? time), 'x', true) - width / 2);
    ctx.fillRect(x, bbox.top, width, bbox.height);
    ctx.strokeRect(x, bbox.top, width, bbox.height);
  }
  ctx.restore();
}
