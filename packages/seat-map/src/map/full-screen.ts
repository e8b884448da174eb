/** Shows an element on the whole screen: by the browser, or over the page where the browser cannot, as on iPhones. */
export class FullScreen {
  readonly #element: HTMLElement;
  readonly #changed: (isFull: boolean) => void;

  constructor(element: HTMLElement, changed: (isFull: boolean) => void) {
    this.#element = element;
    this.#changed = changed;
  }

  get isFull(): boolean {
    return this.#element.getRootNode() instanceof Document
      ? document.fullscreenElement === this.#element || this.#element.classList.contains('is-full')
      : this.#element.classList.contains('is-full');
  }

  async set(isFull: boolean): Promise<void> {
    if (isFull === this.isFull) return;
    if (document.fullscreenElement === this.#element) await document.exitFullscreen();
    else if (isFull && document.fullscreenEnabled) {
      await this.#element.requestFullscreen().catch(() => this.#cover(true));
    } else this.#cover(isFull);
  }

  /** Takes in what the browser did, also by its own key. */
  read(): void {
    this.#changed(this.isFull);
  }

  #cover(isFull: boolean): void {
    this.#element.classList.toggle('is-full', isFull);
    this.#changed(isFull);
  }
}
