/** Ruby with its own library. */
import type { RestRequest } from './restRequest';

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

export const rubyRest = ({ method, url, realm, body }: RestRequest): string =>
  [
    "require 'net/http'",
    `uri = URI(${quoted(url)})`,
    `request = Net::HTTP::${method[0]}${method.slice(1).toLowerCase()}.new(uri)`,
    `request.basic_auth ${quoted(realm)}, ENV['REALM_PASSWORD']`,
    ...(body === null
      ? []
      : ["request['Content-Type'] = 'application/json'", `request.body = ${quoted(body)}`]),
    "answer = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }",
    'puts answer.code, answer.body',
  ].join('\n');
