/** Ruby's soap4r, with the RPC/encoded WSDL and without one. */
import { join } from 'node:path';
import { CLIENTS, describeClients, type Difference, type ForeignClient } from './support/foreignClient';

const ruby = (mode: string, differences?: ForeignClient['differences']): ForeignClient => ({
  name: `soap4r-${mode}`,
  command: (runFile) => ['ruby', '-W0', join(CLIENTS, 'ruby', 'client.rb'), mode, runFile],
  ...(differences ? { differences } : {}),
});

const because = 'it knows the first overload only';
const refused = (message: RegExp): Difference => ({ expect: { clientError: message }, because });

describeClients([
  ruby('rpc'),
  ruby('wsdl', {
    both: {
      'an operation that does not exist': {
        expect: { clientError: /undefined method `userFrobnicate'/ },
        because: 'it calls only what the WSDL has',
      },
      'send with XML flags': refused(/wrong number of arguments \(6 for 15\)/),
      'send to a block that is incomplete': refused(/wrong number of arguments \(6 for 15\)/),
      'send a file with bodies': refused(/wrong number of arguments \(13 for 14\)/),
      'launch with XML flags': refused(/wrong number of arguments \(2 for 8\)/),
      'unsubscribe and opt out': refused(/wrong number of arguments \([56] for 3\)/),
      'opt-outs': { expect: { value: '' }, because: 'there is none, see above' },
      'subscribe after the opt-out': { expect: { value: 0 }, because: 'there is none, see above' },
    },
    normal: { 'opt-outs by first name': refused(/wrong number of arguments \(5 for 4\)/) },
  }),
]);
