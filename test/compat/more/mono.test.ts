/**
 * C# with a proxy that Mono's `wsdl` makes, as .NET's wsdl.exe does: of the RPC/encoded WSDL and of the
 * document/literal one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, tagOf } from '../scenario/cast';
import { csharpDialect } from '../support/csharpDialect';
import {
  belongingsOf,
  CLIENTS,
  describeClients,
  type Difference,
  type ForeignClient,
} from '../support/foreignClient';
import { runProgram } from '../support/runProgram';
import { made, placeless, shell, writeSources } from '../support/workshop';
import { writtenScenarios } from '../support/writtenScenario';

const LIBRARIES = '-r:System.Web.Services.dll -r:System.Web.Extensions.dll';

function mono(style: 'rpc' | 'document', differences: Readonly<Record<string, Difference>>): ForeignClient {
  const name = `mono-${style}`;
  let folder: string;
  return {
    name,
    async prepare({ wsdl, endpoint, documentWsdl, documentEndpoint }) {
      const [source, place] = style === 'rpc' ? [wsdl, endpoint] : [documentWsdl, documentEndpoint];
      const sources = {
        'Client.cs': readFileSync(join(CLIENTS, 'mono', 'Client.cs'), 'utf8'),
        ...writtenScenarios(csharpDialect(style), 'cs', [name], KINDS),
      };
      const inputs = [
        await placeless(source, place),
        await runProgram(['mcs', '--version']),
        JSON.stringify(sources),
      ];
      folder = await made(name, inputs, async (here) => {
        await writeSources(here, sources);
        await shell(
          here,
          `wsdl /language:CS /namespace:WhatCounts /out:proxy.cs ${source}
           mcs ${LIBRARIES} -nowarn:0618 -out:client.exe *.cs`,
        );
      });
    },
    command: (_, run, kind) => [
      'mono',
      join(folder, 'client.exe'),
      tagOf(name, kind),
      style === 'rpc' ? run.endpoint : run.documentEndpoint,
      run.licence,
      ...belongingsOf(run),
    ],
    differences: { both: differences },
  };
}

const UNKNOWN: Difference = {
  expect: { clientError: /userFrobnicate/ },
  because: 'it calls only what the WSDL has',
};

describeClients([
  mono('rpc', {
    'an operation that does not exist': UNKNOWN,
    'clear a date with null': {
      expect: { clientError: /a date that is null/ },
      because: 'its dates cannot be null where the WSDL is RPC/encoded',
    },
    'read the date that null has cleared': {
      expect: { value: '"1999-12-31 23:59:59"' },
      because: 'it was not cleared',
    },
  }),
  mono('document', { 'an operation that does not exist': UNKNOWN }),
]);
