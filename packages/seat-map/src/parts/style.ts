/** A map, and its parts in elements of the page. */
const ANY = ':is(.seat-map,.sm-filters,.sm-list)';

/** Everything that stands over and beside the canvas. */
export const PARTS_STYLE = `${ANY}:lang(ko){word-break:keep-all;line-height:1.6}
.seat-map.is-full{position:fixed;inset:0;z-index:2147483647}
.seat-map *,.sm-filters *,.sm-list *{box-sizing:border-box}
${ANY} [hidden]{display:none!important}
${ANY} button{font:inherit;color:inherit;background:var(--sm-bg);border:1.5px solid var(--sm-line-2);border-radius:4px;min-width:44px;min-height:44px;padding:0 12px;cursor:pointer;touch-action:manipulation}
${ANY} button:disabled{opacity:.4;cursor:default}
${ANY} button[aria-pressed=true]{background:var(--sm-ink);color:var(--sm-bg);border-color:var(--sm-ink)}
${ANY} small{font-size:.93em;color:var(--sm-ink-2)}
${ANY} :focus{outline:none}
${ANY} :focus-visible{outline:3px solid var(--sm-ink);outline-offset:2px}
.seat-map svg{display:block;width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:2}
.sm-grid{position:absolute;inset:0;overflow:hidden;touch-action:none;cursor:grab;user-select:none;-webkit-user-select:none}
.sm-grid.is-over{cursor:pointer}
.sm-grid.is-dragged{cursor:grabbing}
.seat-map .sm-grid:focus-visible{outline:0}
.sm-view:has(.sm-grid:focus-visible)::after{content:"";position:absolute;inset:0;border:3px solid var(--sm-ink);pointer-events:none}
.sm-grid>*{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.sm-view{container-type:inline-size}
.sm-tools{position:absolute;top:12px;right:12px;display:flex;flex-direction:column;gap:8px}
.sm-tools button{display:grid;place-items:center;width:44px;padding:0}
.sm-minimap{position:absolute;right:12px;bottom:12px;border:1px solid var(--sm-line-2);background:var(--sm-bg);touch-action:none;cursor:pointer}
.sm-view .sm-minimap canvas{position:static;display:block}
.sm-tip{position:absolute;top:0;left:0;max-width:240px;padding:8px 12px;background:var(--sm-ink);color:var(--sm-bg);border-radius:4px;pointer-events:none;font-size:.93em}
.sm-tip b{display:block;font-size:1.07em}
.sm-notice,.sm-stepper{position:absolute;z-index:1;left:12px;bottom:12px;display:flex;flex-wrap:wrap;gap:8px;align-items:center;max-width:calc(100% - 24px);padding:8px 8px 8px 16px;background:var(--sm-bg);border:1.5px solid var(--sm-ink);border-radius:4px}
.sm-notice p,.sm-stepper p{margin:0;flex:1 1 auto}
.sm-notice button:first-of-type:not(:last-child),.sm-stepper output{font-weight:700}
.sm-stepper output{min-width:32px;text-align:center;font-size:1.29em;font-variant-numeric:tabular-nums}
.sm-stepper small{display:block}
.sm-bar{display:flex;align-items:flex-start}
.sm-legend{display:flex;flex:1;gap:8px;min-width:0;padding:8px var(--seat-map-gutter,12px);overflow-x:auto;scrollbar-width:none;scroll-padding-inline:24px;mask:linear-gradient(to right,#000 calc(100% - 20px),#0000)}
.sm-legend.is-open{display:grid;grid-template-columns:1fr 1fr;max-height:50dvh;mask:none}
.sm-legend.is-open button{display:grid;grid-template-columns:auto 1fr;gap:0 8px;white-space:normal;text-align:start}
.sm-legend.is-open small{grid-column:2}
.sm-filters .sm-opener{display:flex;gap:4px;align-items:center;margin:8px var(--seat-map-gutter,12px) 0 0;padding:0 8px}
.sm-opener svg{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:2}
.sm-opener[aria-expanded=true] svg{transform:rotate(180deg)}
.sm-legend button{display:flex;flex:none;gap:8px;align-items:center;white-space:nowrap;padding:2px 12px;border-color:var(--sm-line)}
.sm-legend button[aria-pressed=true] small{color:inherit}
.sm-key{display:flex;flex-wrap:wrap;gap:4px 16px;margin:0;padding:0 var(--seat-map-gutter,12px) 8px;list-style:none;font-size:.93em;color:var(--sm-ink-2)}
.sm-key li{display:flex;gap:6px;align-items:center}
.sm-swatch{display:block;flex:none}
.sm-list{display:flex;flex-direction:column;background:var(--sm-bg);overflow:auto;overscroll-behavior:contain}
.sm-view .sm-list{position:absolute;inset:0 0 0 auto;width:min(100%,360px);border-left:1px solid var(--sm-line)}
.sm-list>header{display:flex;justify-content:space-between;align-items:center;gap:8px;position:sticky;top:0;padding:8px 8px 8px var(--seat-map-gutter,16px);background:var(--sm-bg);border-bottom:1px solid var(--sm-line);font-weight:700}
.sm-list ul{list-style:none;margin:0;padding:0}
.sm-list li{border-bottom:1px solid var(--sm-line)}
.sm-list li li{border:0}
.sm-list li>button{display:flex;justify-content:space-between;gap:12px;align-items:center;width:100%;border:0;border-radius:0;padding:8px var(--seat-map-gutter,16px);text-align:start;background:none}
.sm-list li li>button{padding-inline-start:calc(var(--seat-map-gutter,16px) + 16px)}
.sm-list small{text-align:end;margin-inline-start:auto}
.sm-list [aria-expanded]::after{content:"+" / "";flex:none;width:12px;text-align:center;color:var(--sm-ink-2)}
.sm-list [aria-expanded=true]::after{content:"−" / ""}
.sm-list .sm-seats{display:flex;flex-wrap:wrap;gap:8px;padding:4px 16px 12px calc(var(--seat-map-gutter,16px) + 16px)}
.sm-list .sm-seats button[aria-pressed=true]{background:var(--sm-you);color:var(--sm-on-you);border-color:var(--sm-ink)}
.sm-list :focus-visible{outline-offset:-3px}
@container(width<720px){.sm-tools{flex-direction:row}}
@media(min-width:720px){.sm-filters{display:flex;flex-wrap:wrap;align-items:center}.sm-bar{display:contents}.sm-legend{flex:initial;flex-wrap:wrap;mask:none}.sm-filters .sm-opener{display:none}.sm-key{padding-block:8px}}
@media(forced-colors:active){${ANY} button[aria-pressed=true]{border-width:4px}}`;
