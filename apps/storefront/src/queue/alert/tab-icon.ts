const TURN_ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="4" fill="#f2ed2b"/><circle cx="16" cy="16" r="9" fill="#151713"/></svg>';

let usual = '';

/** Shows in the tab that the turn has come, or the usual icon. */
export function showTurnIcon(isTurn: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!link) return;
  usual ||= link.href;
  link.href = isTurn ? `data:image/svg+xml,${encodeURIComponent(TURN_ICON)}` : usual;
}
