import { Trans } from '@lingui/react/macro';

const WIDTH = 350;
const HEIGHT = 200;
const MOST_DOTS = 150;
const CENTRE = WIDTH / 2;
const FIRST_RADIUS = 30;
const ROW = 17;

interface Dot {
  x: number;
  y: number;
  /** Where its row is farthest from the stage. */
  rowEnd: number;
}

/** Where people stand, the nearest to the stage first: arcs in front of it, filled from the middle. */
const DOTS: Dot[] = [];
for (let row = 0; DOTS.length < MOST_DOTS; row++) {
  const radius = FIRST_RADIUS + row * ROW;
  const count = Math.floor(radius * 0.19);
  const arc = Array.from({ length: count + 1 }, (_, n) => Math.PI * (0.1 + (0.8 * n) / count));
  arc.sort((a, b) => Math.abs(a - Math.PI / 2) - Math.abs(b - Math.PI / 2));
  for (const angle of arc) {
    const [x, y] = [CENTRE + radius * Math.cos(angle), 6 + radius * Math.sin(angle)];
    DOTS.push({ x, y, rowEnd: 6 + radius });
  }
}

/**
 * The people ahead as dots before a stage, from the position alone. The yellow dot is the visitor: it comes
 * nearer as people are let in.
 */
export function Crowd({ ahead }: { ahead: number }) {
  const people = Math.max(1, Math.ceil(ahead / MOST_DOTS));
  const count = Math.min(MOST_DOTS, Math.ceil(ahead / people));
  const lastRow = DOTS[Math.max(0, count - 1)]?.rowEnd ?? 0;
  const me = count === 0 ? 34 : Math.min(HEIGHT - 10, lastRow + 24);
  return (
    <figure className="m-0">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" className="block w-full">
        <rect x={CENTRE - 60} y="0" width="120" height="5" className="fill-ink" />
        {DOTS.slice(0, MOST_DOTS).map(({ x, y }, n) => (
          <circle
            key={`${x} ${y}`}
            cx={x}
            cy={y}
            r="4.2"
            className="fill-ink-3 transition-opacity duration-200"
            opacity={n < count ? 1 : 0}
          />
        ))}
        <circle
          cx={CENTRE}
          cy="0"
          r="8"
          className="fill-you stroke-ink transition-transform duration-320"
          strokeWidth="2"
          style={{ transform: `translateY(${me}px)` }}
        />
      </svg>
      <figcaption className="mt-2 text-13 text-ink-3">
        {people > 1 ? (
          <Trans>1 dot is about {people} people. The yellow one is you.</Trans>
        ) : (
          <Trans>1 dot is 1 person. The yellow one is you.</Trans>
        )}
      </figcaption>
    </figure>
  );
}
