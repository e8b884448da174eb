import { memo, type ReactElement } from 'react';
import { randomOf } from './random.ts';

/** Paper, ink and spot colour of each. The dark papers screen their inks, the light ones multiply. */
const PALETTES = [
  ['#e8e4f3', '#1d1147', '#ff5a3c'],
  ['#dfeee9', '#0b3b36', '#ff7aa8'],
  ['#f3e3e0', '#5a0f1e', '#2f6bff'],
  ['#e3ebf5', '#0d2a52', '#ff6a13'],
  ['#eee6ef', '#3d0b3f', '#00a37a'],
  ['#f1ece9', '#20201e', '#e0312d'],
  ['#1b1d1a', '#f1f2ef', '#ff4f64'],
  ['#12233f', '#cfe0ff', '#ff8a5c'],
  ['#2a0f2e', '#f7cfe6', '#4fd0b5'],
  ['#0f2f2a', '#cdeee0', '#ff6f91'],
] as const;

interface Print {
  between(least: number, most: number): number;
  ink: string;
  spot: string;
  blend: 'multiply' | 'screen';
  artist: string;
}

const FAMILIES = [beams, rows, sound, letter];

export interface PosterProps {
  /** The concert's id, which decides how it looks. */
  id: string;
  artist: string;
  className?: string;
}

/** A drawing in place of a photo, 3 to 4: made from the concert's id, the same wherever the concert is shown. */
export const Poster = memo(function Poster({ id, artist, className = '' }: PosterProps) {
  const random = randomOf(id);
  const between = (least: number, most: number) => least + (most - least) * random();
  const pick = <T,>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const draw = pick(FAMILIES);
  const [paper, ink, spot] = pick(PALETTES);
  const blend = /^#[0-3]/.test(paper) ? 'screen' : 'multiply';
  return (
    <svg
      viewBox="0 0 300 400"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      className={`block ${className}`}
      style={{ isolation: 'isolate' }}
    >
      <rect width="300" height="400" fill={paper} />
      {draw({ between, ink, spot, blend, artist })}
    </svg>
  );
});

function beams({ between, ink, spot, blend }: Print): ReactElement[] {
  return Array.from({ length: Math.floor(between(3, 7)) }, (_, n) => {
    const top = between(20, 280);
    const foot = between(-60, 360);
    const width = between(40, 130);
    return (
      <path
        key={n}
        d={`M${top} -10 L${foot - width} 410 L${foot + width} 410Z`}
        fill={n % 2 ? spot : ink}
        opacity={between(0.55, 0.9)}
        style={{ mixBlendMode: blend }}
      />
    );
  });
}

/** Each dot is a line without length, with round ends: a list of posters has thousands of them in few elements. */
function rows({ between, ink, spot }: Print): ReactElement {
  const [x, y] = [between(60, 240), between(-20, 60)];
  const count = Math.floor(between(9, 15));
  const gap = between(22, 30);
  const lit = Math.floor(between(0, count));
  let [dark, coloured] = ['', ''];
  for (let row = 0; row < count; row++) {
    const radius = 60 + row * gap;
    const last = Math.floor((radius * 0.84 * Math.PI) / (gap * 0.82));
    for (let seat = 0; seat <= last; seat++) {
      const isMissing = between(0, 1) < 0.1;
      const angle = Math.PI * (0.08 + (0.84 * seat) / last);
      const [cx, cy] = [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      if (isMissing || cx < -10 || cx > 310 || cy > 410) continue;
      const dot = `M${cx.toFixed(1)} ${cy.toFixed(1)}h0`;
      if (row === lit) coloured += dot;
      else dark += dot;
    }
  }
  return (
    <g fill="none" strokeWidth={gap * 0.6} strokeLinecap="round">
      <path d={dark} stroke={ink} />
      <path d={coloured} stroke={spot} />
    </g>
  );
}

function sound({ between, ink, spot }: Print): ReactElement {
  const count = Math.floor(between(16, 30));
  const height = between(10, 26);
  const pace = between(1, 3.2);
  const phase = between(0, 6);
  const centre = between(0.3, 0.7);
  const lines = Array.from({ length: count }, (_, n) => {
    const base = 40 + n * (330 / count);
    let path = '';
    for (let x = -10; x <= 310; x += 6) {
      const t = x / 300;
      const swell = height * Math.exp(-((t - centre) ** 2) / 0.06);
      const wave =
        Math.sin(t * pace * 9 + n * 0.45 + phase) + 0.6 * Math.sin(t * pace * 17 - n * 0.8 + phase);
      path += `${path ? 'L' : 'M'}${x} ${(base - swell * wave).toFixed(1)}`;
    }
    return path;
  });
  const lit = Math.floor(count * centre);
  return (
    <g fill="none">
      <path d={lines.filter((_, n) => n !== lit).join('')} stroke={ink} strokeWidth="3" />
      <path d={lines[lit]} stroke={spot} strokeWidth="7" />
    </g>
  );
}

function letter({ between, ink, spot, blend, artist }: Print): ReactElement {
  const [first] = new Intl.Segmenter().segment(artist.trim())[Symbol.iterator]();
  const { segment = 'F' } = first ?? {};
  const turn = between(-14, 14).toFixed(1);
  return (
    <>
      <circle cx={between(60, 240)} cy={between(60, 220)} r={between(60, 110)} fill={spot} />
      <text
        x={between(-60, 60)}
        y={between(300, 400)}
        fontSize={between(380, 520)}
        fontWeight={800}
        fill={ink}
        transform={`rotate(${turn} 150 200)`}
        style={{ mixBlendMode: blend }}
      >
        {segment}
      </text>
    </>
  );
}
