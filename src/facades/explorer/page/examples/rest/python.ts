/** Python 3 with its own library. */
import { doubleQuoted } from '../example';
import type { RestRequest } from './restRequest';

export const pythonRest = ({ method, url, realm, body }: RestRequest): string =>
  [
    'import base64, os, urllib.error, urllib.request',
    `credential = base64.b64encode((${doubleQuoted(`${realm}:`)} + os.environ["REALM_PASSWORD"]).encode()).decode()`,
    'request = urllib.request.Request(',
    `    ${doubleQuoted(url)},`,
    `    method=${doubleQuoted(method)},`,
    ...(body === null ? [] : [`    data=${doubleQuoted(body)}.encode(),`]),
    `    headers={"Authorization": "Basic " + credential${body === null ? '' : ', "Content-Type": "application/json"'}},`,
    ')',
    'try:',
    '    answer = urllib.request.urlopen(request)',
    'except urllib.error.HTTPError as error:',
    '    answer = error',
    'print(answer.status, answer.read().decode())',
  ].join('\n');
