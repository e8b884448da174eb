/** The server's clock as its answers tell it, to the second; the device's where a page may not read that. */
export class ServerClock {
  #ahead = 0;

  hear({ headers }: Response): void {
    const time = Date.parse(headers.get('date') ?? '');
    // It is cut to the second, and a hold is better thought older than younger.
    if (!Number.isNaN(time)) this.#ahead = time + 1_000 - Date.now();
  }

  /** Milliseconds since a time of the server's. */
  since(time: Date): number {
    return Math.max(0, Date.now() + this.#ahead - time.getTime());
  }
}
