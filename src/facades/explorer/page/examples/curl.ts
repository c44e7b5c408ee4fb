/** The request as a command line, for a shell. */
import type { ExampleCall } from './example';
import { soapRequest } from './soapXml';

const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\\''`)}'`;

export function curlExample({ api, base, operation, form, values }: ExampleCall): string {
  return [
    `curl -sS ${shellQuoted(base + api.paths.soap)} \\`,
    "  -H 'Content-Type: text/xml; charset=utf-8' -H 'SOAPAction: \"\"' \\",
    `  --data-binary ${shellQuoted(soapRequest(api, operation, form, values))}`,
  ].join('\n');
}
