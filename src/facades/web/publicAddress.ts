/** The address under which a caller reaches this gateway, as it must stand in a WSDL. */
import type { IncomingMessage } from 'node:http';

/** A host name or an address, with or without a port: nothing that could break out of an attribute. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/**
 * Base address without a trailing slash: the configured one, else the host the caller asked for.
 * @param trustProxy whether X-Forwarded-Proto says how the caller came to the proxy
 */
export function publicAddress(
  request: IncomingMessage,
  publicUrl: string | null,
  trustProxy: boolean,
): string {
  if (publicUrl) return publicUrl.replace(/\/$/, '');
  const asked = request.headers.host ?? '';
  const host = HOST.test(asked) ? asked : `localhost:${request.socket.localPort ?? 80}`;
  const forwarded = trustProxy ? String(request.headers['x-forwarded-proto'] ?? '') : '';
  const nearest = forwarded.slice(forwarded.lastIndexOf(',') + 1).trim();
  return `${nearest.toLowerCase() === 'https' ? 'https' : 'http'}://${host}`;
}
