/** Sessions and licences that are made up, over, of somebody else, or tried until one fits. */
import { withHeaders, type Attack, type CallAttack } from '../attack';
import { FAILURES, VICTIM, type World } from '../world';

const invalid = { fault: 'session.invalid' } as const;
const session = (
  name: string,
  made: (world: World) => string,
  answer: CallAttack['answer'] = invalid,
): Attack => ({
  name: `a session ${name}`,
  operation: 'userDelete',
  args: (world) => ({ session: made(world), email: VICTIM }),
  answer,
});
const own = ({ gateway }: World): string => gateway.normal.session;

/** Failed logins are counted. */
const COUNTED = ['failed_logins'];
let caller = 0;
/** From an address of its own, so that no row stops another. */
const from = (address?: string): NonNullable<CallAttack['sent']> => {
  const own = `198.51.100.${(caller += 1)}`;
  return withHeaders({ 'x-forwarded-for': address ?? own });
};
const licence = (name: string, made: (world: World) => string, more: Partial<CallAttack> = {}): Attack => ({
  name: `a licence ${name}`,
  operation: 'beginSession',
  args: (world) => ({ license: made(world) }),
  sent: from(),
  answer: { fault: 'licence.invalid' },
  changes: COUNTED,
  ...more,
});
const changed = (text: string, at: number): string => {
  const digit = text[at]!.toLowerCase() === 'a' ? 'b' : 'a';
  return text.slice(0, at) + digit + text.slice(at + 1);
};
/** Where a part of a licence stands. */
const inside = (text: string, tag: string): number => text.indexOf(`<${tag}>`) + tag.length + 12;

export const credentialAttacks: readonly Attack[] = [
  session('of nobody', () => `S${'a'.repeat(32)}`),
  session('with one character changed', (world) => changed(own(world), 12)),
  session('cut short', (world) => own(world).slice(0, -1)),
  session('with a character more', (world) => `${own(world)}a`),
  session('of the right length in capitals', (world) => own(world).toUpperCase()),
  session('as a pattern', () => 'S%'),
  session('as SQL', () => `' OR '1'='1`),
  session('as a number', () => '1'),
  session('of 1 MB', () => 'S'.repeat(1024 * 1024)),
  session('of a hash', () => 'f'.repeat(64)),
  session('that is a licence', ({ gateway }) => gateway.normal.licence),
  session('of a realm with customer keys', ({ gateway }) => gateway.keyed.session, {
    fault: 'realm.useCustomerKey',
  }),
  {
    name: 'a list of this realm with the session of its neighbour',
    operation: 'listUpdate',
    args: (world) => ({
      session: world.gateway.normal.neighbour.session,
      listId: world.listId,
      list: { description: 'Attack' },
    }),
    doors: ['SOAP RPC', 'XML-RPC'],
    answer: { fault: 'list.notFound' },
  },
  {
    name: 'a contact of this realm with the session of its neighbour',
    operation: 'getSubscriberEventsByID',
    args: (world) => ({
      session: world.gateway.normal.neighbour.session,
      subscriberId: world.contactId,
      limit: 10,
      eventType: 0,
      format: 'csv',
      header: false,
    }),
    answer: { fault: 'contact.notFound' },
  },
  {
    name: 'a call that only pages make',
    operation: 'userDelete',
    args: { email: VICTIM },
    sent: (request) => ({
      ...request,
      body: Buffer.from(request.body.toString().replaceAll('userDelete', 'pageUnsubscribe')),
    }),
    answer: { fault: 'operation.unknown' },
  },
  licence('of nothing', () => '', { answer: { fault: ['licence.invalid', 'argument.missing'] } }),
  licence('that is none', () => 'let me in'),
  licence('as SQL', () => `' OR '1'='1`),
  licence('with another key', ({ gateway }) =>
    changed(gateway.normal.licence, inside(gateway.normal.licence, 'key')),
  ),
  licence('with other data', ({ gateway }) =>
    changed(gateway.normal.licence, inside(gateway.normal.licence, 'data')),
  ),
  licence('with the key of one realm and the data of another', ({ gateway: { normal, keyed } }) => {
    const data = /<data>.*<\/data>/s;
    return normal.licence.replace(data, () => data.exec(keyed.licence)![0]);
  }),
  licence('that says it is of version 0', ({ gateway }) =>
    gateway.normal.licence.replace(/<version>[^<]*/, '<version>0'),
  ),
  licence(
    'with a DTD',
    ({ gateway }) => `<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>${gateway.normal.licence}`,
    {
      // What stands around the licence is not read, so nothing of it is obeyed; and the licence is good.
      answer: { value: expect.stringMatching(/^S/) as unknown },
      changes: ['licences'],
    },
  ),
  {
    name: 'licences tried from one address behind a proxy, a port for each',
    operation: 'beginSession',
    args: { license: 'guess' },
    doors: ['SOAP RPC'],
    times: FAILURES + 1,
    sent: (request) => withHeaders({ 'x-forwarded-for': `203.0.113.9:${5000 + (caller += 1)}` })(request),
    changes: COUNTED,
    answer: { fault: 'login.refused' },
  },
  {
    name: 'from another port of that address, a further guess',
    operation: 'beginSession',
    args: { license: 'another guess' },
    sent: withHeaders({ 'x-forwarded-for': '198.51.100.250, 203.0.113.9:80' }),
    changes: COUNTED,
    answer: { fault: 'login.refused' },
  },
  {
    name: 'from that address, a licence that is good',
    operation: 'beginSession',
    args: ({ gateway }) => ({ license: gateway.normal.licence }),
    sent: withHeaders({ 'x-forwarded-for': '203.0.113.9:443' }),
    changes: ['licences'],
    answer: { value: expect.stringMatching(/^S/) as unknown },
  },
  {
    name: 'from the next address, a guess',
    operation: 'beginSession',
    args: { license: 'guess' },
    doors: ['SOAP RPC'],
    sent: withHeaders({ 'x-forwarded-for': '203.0.113.10:5678' }),
    changes: COUNTED,
    answer: { fault: 'licence.invalid' },
  },
  {
    name: 'licences tried from one IPv6 network, an address for each',
    operation: 'beginSession',
    args: { license: 'guess' },
    doors: ['SOAP RPC'],
    times: FAILURES + 1,
    sent: (request) => withHeaders({ 'x-forwarded-for': `[2001:db8:1:1::${(caller += 1)}]:443` })(request),
    changes: COUNTED,
    answer: { fault: 'login.refused' },
  },
];
