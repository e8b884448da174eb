import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import proxyAddr from 'proxy-addr';

/**
 * The address of the client.
 *
 * @param trustedProxies how many proxies in front are believed about `x-forwarded-for`
 */
export const clientAddressOf = (req: IncomingMessage, trustedProxies: number): string =>
  trustedProxies === 0
    ? (req.socket.remoteAddress ?? '')
    : proxyAddr(req, (_, hop) => hop < trustedProxies);

/**
 * What an address is counted by. Whoever has an IPv6 address has at least the 2^64 of its network, so
 * those count as one. An IPv4 address in IPv6 form is that IPv4 address.
 */
export function countedAddress(address: string): string {
  if (!address.includes(':')) return address;
  const ipv4 = MAPPED_IPV4.exec(address)?.[1];
  if (ipv4) return ipv4;
  const [ip = ''] = address.split('%');
  if (!isIPv6(ip)) return address;
  const [head, tail] = ip.split('::');
  const groups = groupsOf(head);
  const rest = groupsOf(tail);
  while (groups.length + rest.length < IPV6_GROUPS) groups.push('0');
  const network = [...groups, ...rest].slice(0, NETWORK_GROUPS);
  return network.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

/** The groups of a part of an IPv6 address; an IPv4 address at its end takes the place of two. */
const groupsOf = (part: string | undefined): string[] =>
  part ? part.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group])) : [];

/**
 * Whether a program on this machine makes the request. A request that a proxy passed on comes from
 * there only if the proxies that are believed say so.
 */
export function isLoopbackCaller(req: IncomingMessage, trustedProxies: number): boolean {
  if (!isLoopback(req.socket.remoteAddress ?? '')) return false;
  const { forwarded, 'x-forwarded-for': forwardedFor } = req.headers;
  if (forwardedFor === undefined) return forwarded === undefined;
  return trustedProxies > 0 && isLoopback(clientAddressOf(req, trustedProxies));
}

const isLoopback = (address: string): boolean =>
  /^127(\.\d{1,3}){3}$/.test(address) ||
  address === '::1' ||
  /^::ffff:127(\.\d{1,3}){3}$/i.test(address);
