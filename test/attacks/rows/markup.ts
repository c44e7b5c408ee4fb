/** XML that is more than it seems: entities, external things, several documents in one, several values for one argument. */
import { markup, rewritten, SLOT, type Attack, type CallAttack, type Expected } from '../attack';
import { VICTIM } from '../world';

/** A call that would change the victim, with the attack where its value stands. */
const row = (
  name: string,
  sent: CallAttack['sent'],
  answer: Expected,
  more: Partial<CallAttack> = {},
): Attack => ({
  name,
  operation: 'userSetDataString',
  args: { email: VICTIM, fieldName: 'city', value: SLOT },
  answer,
  ...(sent && { sent }),
  ...more,
});

const SOAP = ['SOAP RPC', 'document/literal'];
const unreadable = { fault: 'request.malformed' } as const;
const doctype = (inside: string): string => `<?xml version="1.0"?><!DOCTYPE x [${inside}]>`;

const laughs = (): string => {
  const steps = Array.from({ length: 12 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
  return doctype(`<!ENTITY l0 "lol">${steps.join('')}`);
};

export const markupAttacks: readonly Attack[] = [
  row('entities that multiply by ten at every step', markup('&l12;', laughs()), unreadable, {
    cost: 2,
    memory: 2,
  }),
  row(
    'one long entity that is used often',
    markup('&l;'.repeat(20_000), doctype(`<!ENTITY l "${'x'.repeat(100_000)}">`)),
    unreadable,
    { cost: 2, memory: 2 },
  ),
  row(
    'an entity that holds itself',
    markup('&a;', doctype('<!ENTITY a "&b;"><!ENTITY b "&a;">')),
    unreadable,
  ),
  row('a file as an entity', markup('&x;', doctype('<!ENTITY x SYSTEM "file:///etc/passwd">')), {
    ...unreadable,
    says: /^(?!.*root:)/s,
  }),
  row(
    'a site inside as an entity',
    (request, world) =>
      markup('&x;', doctype(`<!ENTITY x SYSTEM "http://${world.inside}/">`))(request, world),
    unreadable,
  ),
  row(
    'a DTD of a site inside',
    (request, world) => markup('x', `<!DOCTYPE x SYSTEM "http://${world.inside}/x.dtd">`)(request, world),
    unreadable,
  ),
  row(
    'a parameter entity of a site inside',
    (request, world) =>
      markup('x', doctype(`<!ENTITY % x SYSTEM "http://${world.inside}/"> %x;`))(request, world),
    unreadable,
  ),
  row('a DTD that declares nothing', markup('x', '<!DOCTYPE x>'), unreadable),
  row('an entity that nobody declared', markup('&nbsp;'), unreadable),
  row(
    'a file included',
    markup('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'),
    {
      fault: ['argument.invalid', 'request.malformed'],
      says: /^(?!.*root:)/s,
    },
  ),
  row(
    'a part of another message',
    markup('<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="cid:1"/>'),
    {
      fault: ['argument.invalid', 'request.malformed'],
    },
  ),
  row(
    'a site inside as a part',
    (request, world) =>
      markup(`<x:Include xmlns:x="http://www.w3.org/2004/08/xop/include" href="http://${world.inside}/"/>`)(
        request,
        world,
      ),
    { fault: ['argument.invalid', 'request.malformed'] },
  ),
  row(
    'a reference to a file',
    rewritten((message) => message.replace(`<value>${SLOT}</value>`, '<value href="file:///etc/passwd"/>')),
    unreadable,
    { doors: SOAP },
  ),
  row(
    'references in a circle',
    rewritten((message) =>
      message
        .replace(`<value>${SLOT}</value>`, '<value href="#a"/>')
        .replace('</e:Body>', '<m id="a" href="#b"/><m id="b" href="#a"/></e:Body>'),
    ),
    unreadable,
    { doors: SOAP },
  ),
  row(
    'references that double at every step',
    rewritten((message) =>
      message
        .replace(`<value>${SLOT}</value>`, '<value href="#n0"/>')
        .replace(
          '</e:Body>',
          `${Array.from({ length: 60 }, (_, i) => `<x id="n${i}"><a href="#n${i + 1}"/><b href="#n${i + 1}"/></x>`).join('')}` +
            '<x id="n60">lol</x></e:Body>',
        ),
    ),
    { fault: 'request.tooLarge' },
    { doors: SOAP, cost: 2, memory: 2 },
  ),
  row('an attribute given twice', markup('<b c="1" c="2"/>'), unreadable),
  row('an element that is never closed', markup('<b>'), unreadable),
  row('a prefix that nobody declared', markup('<z:b/>'), {
    fault: ['request.malformed', 'argument.invalid'],
  }),
  row(
    'a second document behind the first',
    rewritten((message) => message + message),
    unreadable,
  ),
  row(
    'text behind the document',
    rewritten((message) => `${message}x`),
    unreadable,
  ),
  row(
    'a second call in the body',
    rewritten((message) => message.replace(/(<m:userSetDataString.*<\/m:userSetDataString>)/s, '$1$1')),
    unreadable,
    { doors: SOAP },
  ),
  row(
    'a second body',
    rewritten((message) => message.replace(/(<e:Body>.*<\/e:Body>)/s, '$1$1')),
    unreadable,
    { doors: SOAP },
  ),
  row(
    'an argument given twice',
    rewritten((message) =>
      message.replace('<email>', '<email>nobody@example.org</email><email>').replace(SLOT, 'Oslo'),
    ),
    { fault: ['argument.invalid', 'request.malformed', 'operation.noSuchForm'] },
    { doors: SOAP },
  ),
  row(
    'more arguments than there are',
    rewritten((message) =>
      message
        .replace('</params>', '<param><value>x</value></param></params>')
        .replace('</value></m:', '</value><admin>1</admin></m:'),
    ),
    { fault: 'operation.noSuchForm' },
  ),
  row(
    'an operation that is none',
    rewritten((message) => message.replaceAll('userSetDataString', 'constructor')),
    { fault: 'operation.unknown' },
  ),
];
