/** PHP without an extension. */
import { scriptQuoted } from '../example';
import type { RestRequest } from './restRequest';

const quoted = (text: string): string => scriptQuoted(text, /\$/g);

export const phpRest = ({ method, url, realm, body }: RestRequest): string =>
  [
    '<?php',
    `$credential = base64_encode(${quoted(`${realm}:`)} . getenv('REALM_PASSWORD'));`,
    `$answer = file_get_contents(${quoted(url)}, false, stream_context_create(['http' => [`,
    `    'method' => ${quoted(method)},`,
    `    'header' => "Authorization: Basic $credential\\r\\n${body === null ? '' : 'Content-Type: application/json\\r\\n'}",`,
    ...(body === null ? [] : [`    'content' => ${quoted(body)},`]),
    "    'ignore_errors' => true,",
    ']]));',
    'echo $http_response_header[0], "\\n", $answer, "\\n";',
  ].join('\n');
