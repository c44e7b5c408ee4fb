/** Templates that ask for what only this machine can reach. No request arrives there, and nothing is sent. */
import type { Attack } from '../attack';
import { VICTIM, type World } from '../world';

const portOf = (host: string): string => host.split(':')[1]!;

/** An address of the site inside, written in ways that a careless check lets pass. */
const ADDRESSES: Readonly<Record<string, (world: World) => string>> = {
  'an address of this machine': ({ inside }) => `http://${inside}/`,
  'another address of this machine': ({ inside }) => `http://127.1.2.3:${portOf(inside)}/`,
  'a name of this machine': ({ inside }) => `http://localhost:${portOf(inside)}/`,
  'a name with a dot behind it': ({ inside }) => `http://localhost.:${portOf(inside)}/`,
  'an address of zeros': ({ inside }) => `http://0.0.0.0:${portOf(inside)}/`,
  'a short address': ({ inside }) => `http://127.1:${portOf(inside)}/`,
  'an address as one number': ({ inside }) => `http://2130706433:${portOf(inside)}/`,
  'an address in octal': ({ inside }) => `http://0177.0.0.1:${portOf(inside)}/`,
  'an address in hexadecimal': ({ inside }) => `http://0x7f.0x0.0x0.0x1:${portOf(inside)}/`,
  'an IPv6 address of this machine': ({ inside }) => `http://[::1]:${portOf(inside)}/`,
  'an IPv4 address in IPv6': ({ inside }) => `http://[::ffff:127.0.0.1]:${portOf(inside)}/`,
  'an IPv4 address in IPv6, in hexadecimal': ({ inside }) => `http://[::ffff:7f00:1]:${portOf(inside)}/`,
  'an IPv4 address in IPv6, translated': ({ inside }) => `http://[64:ff9b::7f00:1]:${portOf(inside)}/`,
  'an IPv4 address in 6to4': ({ inside }) => `http://[2002:7f00:1::]:${portOf(inside)}/`,
  'an IPv6 address of nothing': ({ inside }) => `http://[::]:${portOf(inside)}/`,
  'an address in other digits': ({ inside }) => `http://１２７.0.0.1:${portOf(inside)}/`,
  'the metadata of a cloud': () => 'http://169.254.169.254/latest/meta-data/',
  'the metadata of another cloud': () => 'http://[fd00:ec2::254]/latest/meta-data/',
  'a private network': () => 'http://10.0.0.1/',
  'a user in front of the host': ({ inside }) => `http://example.com@${inside}/`,
  'a host that may be asked in front of another': ({ inside, outside }) => `http://${outside}@${inside}/`,
  'a redirect to a site inside': ({ inside, outside }) => `http://${outside}/to?http://${inside}/`,
  'a file': () => 'file:///etc/passwd',
  'another scheme': ({ inside }) => `gopher://${inside}/_GET`,
  'a scheme in capitals': () => 'FILE:///etc/passwd',
  data: () => 'data:text/plain,SECRET',
  'a port that is another protocol': () => 'http://127.0.0.1:25/',
};

const rows = Object.entries(ADDRESSES).map(([name, addressOf]): Attack => ({
  name: `a page at ${name}`,
  operation: 'sendMessage',
  args: (world) => ({
    xmlFlags: `<to>${VICTIM}</to><list_id>${world.listId}</list_id>`,
    subject: 'Hello',
    htmlBody: '',
    plainTextBody: `%%smartget url="${addressOf(world)}"%%`,
    predata: null,
  }),
  doors: ['SOAP RPC'],
  answer: { value: 1 },
}));

export const fetchingAttacks: readonly Attack[] = [
  ...rows,
  {
    name: 'a page whose address comes from the data of a message',
    operation: 'sendMessage',
    args: (world) => ({
      xmlFlags: `<to>${VICTIM}</to><list_id>${world.listId}</list_id>`,
      subject: 'Hello',
      htmlBody: '',
      plainTextBody: '%%smartget url="http://%%$host%%/"%%',
      predata: [{ key: 'host', value: world.inside }],
    }),
    answer: { value: 1 },
  },
  {
    name: 'more pages than a call may fetch',
    operation: 'sendMessage',
    args: (world) => ({
      xmlFlags: `<to>${VICTIM}</to><list_id>${world.listId}</list_id>`,
      subject: 'Hello',
      htmlBody: '',
      plainTextBody: Array.from(
        { length: 101 },
        (_, i) => `%%smartget url="http://${world.outside}/${i}"%%`,
      ).join(''),
      predata: null,
    }),
    answer: { value: 1 },
    doors: ['SOAP RPC'],
  },
];
