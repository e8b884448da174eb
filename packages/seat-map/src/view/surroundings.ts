/** What happens around a map that it has to answer. */
export interface Surroundings {
  resized: (width: number, height: number) => void;
  themeChanged: () => void;
  fullScreenChanged: () => void;
}

/** Watches the size of an element, the resolution, and what may change its colours. Returns what ends it. */
export function watchSurroundings(
  view: HTMLElement,
  { resized, themeChanged, fullScreenChanged }: Surroundings,
): () => void {
  const end = new AbortController();
  const { signal } = end;
  const resize = () => resized(view.clientWidth, view.clientHeight);
  const size = new ResizeObserver(resize);
  size.observe(view);
  const watchRatio = () =>
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener(
      'change',
      () => {
        resize();
        watchRatio();
      },
      { signal, once: true },
    );
  watchRatio();
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)']) {
    matchMedia(query).addEventListener('change', themeChanged, { signal });
  }
  // A page chooses its colours by an attribute of some element around the map.
  const attributes = new MutationObserver(themeChanged);
  for (let element = view.parentElement?.parentElement; element; element = element.parentElement) {
    attributes.observe(element, { attributeFilter: ['class', 'style', 'data-theme', 'data-mode'] });
  }
  document.addEventListener('fullscreenchange', fullScreenChanged, { signal });
  return () => {
    end.abort();
    size.disconnect();
    attributes.disconnect();
  };
}
