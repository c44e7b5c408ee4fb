/** PHP's SoapClient, the way most integrations were written: with either WSDL, and without one. */
import { join } from 'node:path';
import { CLIENTS, describeClients, type Difference, type ForeignClient } from './support/foreignClient';

const php = (mode: string, differences?: ForeignClient['differences']): ForeignClient => ({
  name: `php-${mode}`,
  command: (runFile) => ['php', join(CLIENTS, 'php', 'client.php'), mode, runFile],
  ...(differences ? { differences } : {}),
});

const UNKNOWN: Readonly<Record<string, Difference>> = {
  'an operation that does not exist': {
    expect: { clientError: /not a valid method for this service/ },
    because: 'it calls only what the WSDL has',
  },
};

/**
 * The extension knows the first overload of a name only. It casts the arguments of every other to the types of the
 * first (a text becomes the number 0) before it sends them; nobody can read back what was lost. The document WSDL
 * and the modes without a WSDL reach every overload.
 */
const because = 'it casts the arguments to the types of the first overload';
const NO_LAUNCH: Difference = {
  expect: {
    fault: 'Server.userException',
    says: 'the tag list_id is required: it names the list to launch.',
  },
  because,
};
const firstOverload = {
  normal: {
    'send with XML flags': {
      expect: { fault: 'Server.userException', says: 'The argument to is not a valid e-mail address' },
      because,
    },
    'send to a block that is incomplete': {
      expect: { fault: 'Server.userException', says: 'The argument to is not a valid e-mail address' },
      because,
    },
    // The empty first name arrives as the first name "0", which nobody has.
    'unsubscribe and opt out': { expect: { value: 1 }, because },
    'send a file with bodies': {
      expect: { fault: 'Client', says: 'The argument to is required.' },
      because,
    },
    'launch with XML flags': NO_LAUNCH,
    'opt-outs by first name': { expect: { value: '' }, because: 'there is none, see above' },
    'opt-outs': { expect: { value: '' }, because: 'there is none, see above' },
    'subscribe after the opt-out': { expect: { value: 0 }, because: 'there is none, see above' },
  },
  keyed: {
    'launch with XML flags': NO_LAUNCH,
    'send with XML flags': {
      expect: { fault: 'Server.userException', says: 'instead of the long form of sendMessage' },
      because,
    },
    'send to a block that is incomplete': {
      expect: { fault: 'Server.userException', says: 'instead of the long form of sendMessage' },
      because,
    },
  },
} as const;

describeClients([
  php('named'),
  php('positional'),
  php('document', { both: UNKNOWN }),
  php('wsdl', { both: UNKNOWN, ...firstOverload }),
]);
