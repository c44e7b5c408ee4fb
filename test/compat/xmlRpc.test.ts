/** XML-RPC: Python's, Perl's, PHP's and Ruby's clients. */
import { join } from 'node:path';
import { CLIENTS, describeClients, type ForeignClient } from './support/foreignClient';

const client = (
  name: string,
  program: readonly [string, ...string[]],
  file: string,
  more: Pick<ForeignClient, 'differences' | 'shows'> = {},
): ForeignClient => {
  const [interpreter, ...options] = program;
  return {
    ...more,
    name: `xmlrpc-${name}`,
    command: (runFile) => [interpreter, join(CLIENTS, 'xmlrpc', file), ...options, runFile],
    shows: { numberedFaults: true, ...more.shows },
  };
};

describeClients([
  client('python-nil', ['/usr/bin/python3', 'nil'], 'client.py'),
  client('python-plain', ['/usr/bin/python3', 'plain'], 'client.py'),
  client('python-multicall', ['/usr/bin/python3', 'multicall'], 'client.py'),
  client('perl', ['perl'], 'client.pl', { shows: { untyped: true } }),
  client('php', ['php'], 'client.php'),
  client('ruby', ['ruby'], 'client.rb'),
]);
