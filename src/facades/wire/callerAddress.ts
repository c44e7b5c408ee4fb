/** The network address a call came from, which the login brake counts by. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

const MAPPED = '::ffff:';

/**
 * Address of the caller: the peer of the socket, or what the nearest proxy saw where proxies are trusted. Only the
 * last hop counts: everything before it is the caller's own word.
 */
export function callerAddress(request: IncomingMessage, trustProxy: boolean): string {
  let address = request.socket.remoteAddress ?? '';
  if (trustProxy) {
    const forwarded = request.headers['x-forwarded-for'];
    // Node joins repeated headers of this name; the type allows an array all the same.
    const hops = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
    const last = bareAddress(hops?.slice(hops.lastIndexOf(',') + 1).trim() ?? '');
    if (isIP(last)) address = last;
  }
  return address.startsWith(MAPPED) && address.includes('.') ? address.slice(MAPPED.length) : address;
}

/** Some proxies write a port, the brackets that an IPv6 address needs beside one, or quotes. */
function bareAddress(hop: string): string {
  const text = hop.replaceAll('"', '');
  const bracketed = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1];
  return bracketed ?? /^([^:]+):\d+$/.exec(text)?.[1] ?? text;
}
