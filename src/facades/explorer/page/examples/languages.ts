/** The languages that examples are written in, in the order in which they are shown. */
import { csharpExample } from './csharp';
import { curlExample } from './curl';
import type { ExampleCall } from './example';
import { javaExample } from './java';
import { perlExample } from './perl';
import { phpExample } from './php';
import { pythonExample } from './python';
import { soapXmlExample } from './soapXml';
import { xmlRpcExample } from './xmlRpc';

export interface Language {
  readonly id: string;
  readonly title: string;
  readonly write: (call: ExampleCall) => string;
}

export const LANGUAGES: readonly Language[] = [
  { id: 'soap', title: 'SOAP XML', write: soapXmlExample },
  { id: 'curl', title: 'curl', write: curlExample },
  { id: 'php', title: 'PHP', write: phpExample },
  { id: 'perl', title: 'Perl', write: perlExample },
  { id: 'java', title: 'Java', write: javaExample },
  { id: 'csharp', title: 'C#', write: csharpExample },
  { id: 'python', title: 'Python', write: pythonExample },
  { id: 'xmlrpc', title: 'XML-RPC', write: xmlRpcExample },
];
