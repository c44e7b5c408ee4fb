/** The npm package "soap", with either WSDL. */
import { join } from 'node:path';
import { CLIENTS, describeClients, type Difference, type ForeignClient } from './support/foreignClient';

const nodeSoap = (mode: string, differences?: Readonly<Record<string, Difference>>): ForeignClient => ({
  name: `npm-soap-${mode}`,
  command: (runFile) => [process.execPath, join(CLIENTS, 'npm-soap', 'client.js'), mode, runFile],
  differences: {
    both: {
      'an operation that does not exist': {
        expect: { clientError: /is not a function/ },
        because: 'it calls only what the WSDL has',
      },
      ...differences,
    },
  },
});

describeClients([
  nodeSoap('rpc', {
    version: {
      expect: { clientError: /invalid message definition for rpc style binding/ },
      because: 'it cannot call an RPC operation that takes nothing',
    },
    'launch with XML flags': {
      expect: { above: 20_000 },
      because: 'it takes the answer for that of the first overload, a number',
    },
  }),
  nodeSoap('document'),
]);
