/** Python's zeep and suds, with either WSDL. */
import { join } from 'node:path';
import { CLIENTS, describeClients, type Difference, type ForeignClient } from './support/foreignClient';

const python = (mode: string, differences?: ForeignClient['differences']): ForeignClient => ({
  name: mode,
  // Debian's own interpreter, which finds Debian's packages.
  command: (runFile) => ['/usr/bin/python3', join(CLIENTS, 'python', 'client.py'), mode, runFile],
  shows: { emptyAsNull: true },
  differences: {
    ...differences,
    both: {
      'an operation that does not exist': {
        expect: { clientError: /userFrobnicate/ },
        because: 'it calls only what the WSDL has',
      },
      ...differences?.both,
    },
  },
});

const lastOnly = (clientError: RegExp): Difference => ({
  expect: { clientError },
  because: 'it knows the last overload only',
});
const noNull = (parameter: string): Difference => ({
  expect: { clientError: new RegExp(`Missing element ${parameter} `) },
  because: 'it refuses to send null where the WSDL is RPC/encoded',
});
/** Both know the last overload of a name only; the document WSDL gives every overload a name of its own. */
const ZEEP_RPC = {
  both: {
    'create a field twice': noNull('fieldDescription'),
    'clear with null': noNull('value'),
    'read what null has cleared': {
      expect: { value: '"  two blanks each side  "' },
      because: 'it was not cleared',
    },
    'clear a date with null': noNull('value'),
    'read the date that null has cleared': {
      expect: { value: '"1999-12-31 23:59:59"' },
      because: 'it was not cleared',
    },
    'send with 15 arguments': lastOnly(/takes at most 6 positional arguments \(15 given\)/),
    'send without predata': lastOnly(/takes at most 6 positional arguments \(15 given\)/),
    'send a file with a template': lastOnly(/takes at most 13 positional arguments \(14 given\)/),
    'launch as a test': lastOnly(/takes at most 2 positional arguments \(8 given\)/),
    unsubscribe: lastOnly(/Missing element/),
    'unsubscribe again': lastOnly(/Missing element/),
  },
  normal: { 'opt-outs': lastOnly(/Missing element/) },
} as const;

// It drops the arguments that its overload has no room for, without a word.
const SUDS_RPC = {
  both: {
    'send with 15 arguments': {
      expect: { fault: 'Client', says: 'The argument predata is not valid' },
      because: 'it knows the last overload only',
    },
    'send without predata': {
      expect: { fault: 'Client', says: 'The argument predata is not valid' },
      because: 'it knows the last overload only',
    },
    'launch as a test': {
      expect: { fault: 'Server.userException', says: 'the tag list_id is required' },
      because: 'it knows the last overload only',
    },
  },
  normal: {
    'send a file with a template': {
      expect: { fault: 'Client', says: 'The argument attFilename is not valid' },
      because: 'it knows the last overload only',
    },
  },
} as const;

describeClients([
  python('zeep-document'),
  python('zeep-rpc', ZEEP_RPC),
  python('suds-document'),
  python('suds-rpc', SUDS_RPC),
]);
