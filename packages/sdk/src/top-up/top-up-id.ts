/**
 * The id of the top-up that a customer comes back from: `topUpId` in the query of an address that the payment
 * provider sent the customer to. Null if there is none. Takes `location`, a `URL`, and a path with a query.
 */
export function topUpIdFrom(address: string | { href: string }): string | null {
  const href = typeof address === 'string' ? address : address.href;
  // The host does not matter, and a path has none.
  return new URL(href, 'https://host.invalid').searchParams.get('topUpId');
}
