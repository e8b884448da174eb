/** Each token `--seat-map-NAME` with what it is in the light and in the dark. */
const TOKENS: Record<string, readonly [light: string, dark: string]> = {
  bg: ['#fafaf9', '#0f100d'],
  raised: ['#fff', '#191a17'],
  sunk: ['#f0f0ee', '#080806'],
  line: ['#d9d9d7', '#2d2e2b'],
  'line-2': ['#80817d', '#747570'],
  ink: ['#151713', '#f1f2ef'],
  'ink-2': ['#4c4e49', '#b7b8b4'],
  'ink-3': ['#686a65', '#989995'],
  you: ['#f2ed2b', '#f2ed2b'],
  'on-you': ['#151713', '#151713'],
  bad: ['#c21919', '#fd7466'],
  'cat-1': ['#5c1550', '#fdace5'],
  'cat-2': ['#582a89', '#c196e4'],
  'cat-3': ['#4946c8', '#9c73fd'],
  'cat-4': ['#197f91', '#0687bc'],
  'cat-5': ['#07a47f', '#067574'],
  'cat-6': ['#d4680f', '#fa6b4b'],
  'cat-7': ['#900c18', '#b4540c'],
  'cat-8': ['#b46ce4', '#9cd884'],
};

const tokens = Object.entries(TOKENS)
  .map(
    ([name, [light, dark]]) => `--sm-${name}:var(--seat-map-${name},light-dark(${light},${dark}));`,
  )
  .join('');

/** The tokens and the text, also for parts in elements of the page, and the frame of a map: what the first drawing needs. `sm-foot` keeps the room of the legend. */
export const FRAME_STYLE = `.seat-map,.sm-filters,.sm-list{${tokens}color:var(--sm-ink);font-size:var(--seat-map-text,14px);line-height:1.4}
.seat-map{position:relative;display:flex;flex-direction:column;width:100%;height:100%;min-height:240px;background:var(--sm-bg);text-align:start;overflow:hidden}
.sm-view{position:relative;flex:1;min-height:0;background:var(--sm-raised);overflow:hidden}
.sm-view>canvas{position:absolute;inset:0;width:100%;height:100%}
.sm-foot{min-height:92px;border-top:1px solid var(--sm-line)}
.sm-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media(min-width:720px){.sm-foot{min-height:61px}}`;
