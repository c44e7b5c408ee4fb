/** Perl's SOAP::Lite: without a WSDL, with names and without, and with `service(WSDL)`. */
import { join } from 'node:path';
import { CLIENTS, describeClients, type ForeignClient } from './support/foreignClient';

const perl = (mode: string, differences?: ForeignClient['differences']): ForeignClient => ({
  name: `perl-${mode}`,
  command: (runFile) => ['perl', join(CLIENTS, 'perl', 'client.pl'), mode, runFile],
  shows: { untyped: true },
  ...(differences ? { differences } : {}),
});

describeClients([
  perl('positional'),
  perl('named'),
  perl('service', {
    both: {
      'an operation that does not exist': {
        expect: { clientError: /Unrecognized method 'userFrobnicate'/ },
        because: 'it calls only what the WSDL has',
      },
      'send a file with a template': {
        expect: { clientError: /String value expected instead of ARRAY reference/ },
        because: 'it takes the types of the last overload for all',
      },
    },
  }),
]);
