import { isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/**
 * A host name or an IP address in the form in which they are compared: lower case, Punycode, without a
 * trailing dot; an IPv6 address in its shortest form and without brackets. Null if the text is neither.
 */
export function hostNameOf(text: string): string | null {
  const address = text.replace(/^\[(.*)\]$/, '$1');
  if (isIPv6(address)) return URL.parse(`http://[${address}]`)?.hostname.slice(1, -1) ?? null;
  // What comes after these characters would be ignored.
  if (/[\s/:?#@\\%]/.test(text)) return null;
  const name = domainToASCII(text.replace(/\.$/, ''));
  return /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name) && name.length <= 253 ? name : null;
}

/** `localhost`, 127.0.0.0/8 (as an address of IPv6 too) and ::1. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4})$/;

/** Whether only this machine can reach the host of that name. */
export const isLoopback = (text: string): boolean => LOOPBACK.test(hostNameOf(text) ?? '');
