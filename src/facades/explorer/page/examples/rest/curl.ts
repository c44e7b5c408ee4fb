/** curl in a POSIX shell. */
import type { RestRequest } from './restRequest';

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

export const curlRest = ({ method, url, realm, body }: RestRequest): string =>
  [
    `curl -s${method === 'GET' ? '' : ` -X ${method}`} -u ${quoted(`${realm}:`)}"$REALM_PASSWORD"`,
    ...(body === null ? [] : [`-H 'Content-Type: application/json'`, `-d ${quoted(body)}`]),
    quoted(url),
  ].join(' \\\n  ');
