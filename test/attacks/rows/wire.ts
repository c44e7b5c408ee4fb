/** Bodies that are not what their headers say, and headers that want to be read in two ways. */
import { gzipSync } from 'node:zlib';
import { rewritten, withHeaders, type Attack, type CallAttack, type Expected, type Request } from '../attack';
import { VICTIM } from '../world';

const row = (
  name: string,
  sent: CallAttack['sent'],
  answer: Expected,
  more: Partial<CallAttack> = {},
): Attack => ({
  name,
  operation: 'userSetDataString',
  args: { email: VICTIM, fieldName: 'city', value: 'Malmö' },
  answer,
  ...(sent && { sent }),
  ...more,
});
const unreadable = { fault: 'request.malformed' } as const;
const both =
  (...steps: NonNullable<CallAttack['sent']>[]): NonNullable<CallAttack['sent']> =>
  (request, world) =>
    steps.reduce<Request>((sent, step) => step(sent, world), request);
const typed = (type: string): ((request: Request) => Request) => withHeaders({ 'content-type': type });

const TYPE = 'multipart/related; type="text/xml"; start="<r>"; boundary="b"';
const inParts = (parts: (message: string) => string): NonNullable<CallAttack['sent']> =>
  both(
    typed(TYPE),
    rewritten((message) => parts(message).replaceAll('\n', '\r\n')),
  );
const ROOT = 'Content-Type: text/xml; charset=utf-8\nContent-Id: <r>\n\n';

export const wireAttacks: readonly Attack[] = [
  row('a charset that hides markup (UTF-7)', typed('text/xml; charset=utf-7'), unreadable),
  row('a charset that nobody knows', typed('text/xml; charset=klingon'), unreadable),
  row(
    'UTF-16 that calls itself UTF-8',
    both(
      typed('text/xml; charset=utf-8'),
      rewritten((message) => Buffer.from(message, 'utf16le')),
    ),
    { fault: ['request.malformed'] },
  ),
  row(
    'a blank written in two bytes',
    rewritten((message) =>
      Buffer.from(
        Buffer.from(message.replace('Malmö', 'a#b')).toString('latin1').replace('#', '\xc0\xa0'),
        'latin1',
      ),
    ),
    unreadable,
  ),
  row(
    'half of a character at the end of a value',
    rewritten((message) =>
      Buffer.from(Buffer.from(message).toString('latin1').replace('Malm\xc3\xb6', 'Malm\xc3'), 'latin1'),
    ),
    unreadable,
  ),
  row(
    'a body of nothing',
    rewritten(() => ''),
    unreadable,
  ),
  row(
    'a body of NULs',
    rewritten(() => Buffer.alloc(1000)),
    unreadable,
  ),
  row(
    'a body of random bytes',
    rewritten(() => gzipSync('random')),
    unreadable,
  ),
  row(
    'JSON',
    both(
      typed('application/json'),
      rewritten(() => '{"__proto__":{"admin":true}}'),
    ),
    unreadable,
  ),
  row(
    'a form',
    both(
      typed('application/x-www-form-urlencoded'),
      rewritten(() => 'a=b&a=c'),
    ),
    unreadable,
  ),
  row('a compression that nobody knows', withHeaders({ 'content-encoding': 'br' }), unreadable),
  row('a compression twice', withHeaders({ 'content-encoding': 'gzip, gzip' }), unreadable),
  row('a compression that it has not', withHeaders({ 'content-encoding': 'gzip' }), unreadable),
  row(
    'a compressed body that is cut',
    both(withHeaders({ 'content-encoding': 'gzip' }), (request) => ({
      ...request,
      body: gzipSync(request.body).subarray(0, 60),
    })),
    unreadable,
  ),
  row('parts without a boundary', typed('multipart/related'), unreadable),
  row(
    'parts without an end',
    inParts((message) => `--b\n${ROOT}${message}\n`),
    unreadable,
  ),
  row(
    'parts without a root',
    inParts((message) => `--b\nContent-Id: <x>\n\n${message}\n--b--\n`),
    unreadable,
  ),
  row(
    'two roots',
    inParts((message) => `--b\n${ROOT}${message}\n--b\n${ROOT}${message}\n--b--\n`),
    unreadable,
  ),
  row(
    'ten thousand parts',
    inParts((message) => `--b\n${ROOT}${message}\n${'--b\nContent-Id: <x>\n\nx\n'.repeat(10_000)}--b--\n`),
    unreadable,
    { cost: 4 },
  ),
  row('a length and chunks', withHeaders({ 'transfer-encoding': 'chunked', 'content-length': '5' }), {
    status: 400,
  }),
  row('a transfer that nobody knows', withHeaders({ 'transfer-encoding': 'chunked, identity' }), {
    status: 400,
  }),
  row('a header of 100 kB', withHeaders({ 'x-long': 'x'.repeat(100_000) }), { status: 431 }),
  row(
    'a method in a header',
    withHeaders({ 'x-http-method-override': 'DELETE', soapaction: '"urn:userDelete"' }),
    { value: 0 },
    { changes: ['contacts'] },
  ),
];
