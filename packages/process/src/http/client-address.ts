import type { IncomingMessage } from 'node:http';
import { isIPv4, isIPv6, SocketAddress } from 'node:net';
import ipaddr from 'ipaddr.js';
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
 * What an address is counted by, however it is spelled. Whoever has an IPv6 address has at least the 2^64 of its
 * network, so those count as one. An IPv4 address in IPv6 form, or as a gateway translates it, is that IPv4 address.
 * All texts that are no address count as one: a caller could send a new one each time.
 */
export function countedAddress(address: string): string {
  const text = withoutPort(address).split('%')[0] ?? '';
  if (isIPv4(text)) return text;
  if (!isIPv6(text)) return NO_ADDRESS;
  const ip = ipaddr.IPv6.parse(new SocketAddress({ address: text, family: 'ipv6' }).address);
  if (WITH_IPV4.has(ip.range())) return new ipaddr.IPv4(ip.toByteArray().slice(-4)).toString();
  return ip.parts
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.toString(16))
    .join(':');
}

const NO_ADDRESS = 'no address';
const NETWORK_GROUPS = 4;
/** Mapped, translated (RFC 6145), and behind a gateway that translates (RFC 6052). */
const WITH_IPV4 = new Set(['ipv4Mapped', 'rfc6145', 'rfc6052']);

/** Some proxies add the port, which changes with each connection. */
const withoutPort = (address: string): string =>
  /^\[([^\]]*)\](?::\d*)?$/.exec(address)?.[1] ?? /^([\d.]+):\d*$/.exec(address)?.[1] ?? address;

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
