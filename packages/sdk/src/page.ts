/** Whether this is a page of a browser, which belongs to one user and one tab. */
export const isPage = (): boolean => (globalThis as { document?: unknown }).document !== undefined;
