/** JavaScript on Node.js, as a module. */
import { doubleQuoted } from '../example';
import type { RestRequest } from './restRequest';

export const javascriptRest = ({ method, url, realm, body }: RestRequest): string =>
  [
    `const credential = Buffer.from(${doubleQuoted(`${realm}:`)} + process.env.REALM_PASSWORD).toString("base64");`,
    `const answer = await fetch(${doubleQuoted(url)}, {`,
    `  method: ${doubleQuoted(method)},`,
    `  headers: { Authorization: "Basic " + credential${body === null ? '' : ', "Content-Type": "application/json"'} },`,
    ...(body === null ? [] : [`  body: ${doubleQuoted(body)},`]),
    '});',
    'console.log(answer.status, await answer.text());',
  ].join('\n');
