/** C with a stub that gSOAP makes of the RPC/encoded WSDL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KINDS, tagOf } from '../scenario/cast';
import { cDialect } from '../support/cDialect';
import { belongingsOf, CLIENTS, describeClients, type Site } from '../support/foreignClient';
import { runProgram } from '../support/runProgram';
import { made, placeless, shell, writeSources } from '../support/workshop';
import { writtenScenarios } from '../support/writtenScenario';

const NAME = 'gsoap';
let folder: string;

/** The functions by name, for the program to choose one. */
function table(): string {
  const tags = KINDS.map((kind) => tagOf(NAME, kind));
  return [
    '#include "client.h"',
    ...tags.map((tag) => `void ${tag}(void);`),
    `const struct scenario scenarios[] = {${tags.map((tag) => ` {"${tag}", ${tag}},`).join('')} {0} };`,
    '',
  ].join('\n');
}

async function prepare({ wsdl, endpoint }: Site): Promise<void> {
  const read = (name: string): string => readFileSync(join(CLIENTS, NAME, name), 'utf8');
  const tools = [await runProgram(['soapcpp2', '-V']), await runProgram(['cc', '--version'])];
  const stub = await made('gsoap-stub', [await placeless(wsdl, endpoint), ...tools], (here) =>
    shell(
      here,
      `wsdl2h -c -s -o api.h ${wsdl} >/dev/null
       soapcpp2 -c -C -L -x -pwc -I/usr/share/gsoap/import api.h >/dev/null
       cc -O0 -w -c wcC.c wcClient.c`,
    ),
  );
  const sources = {
    'client.c': read('client.c'),
    'client.h': read('client.h'),
    'scenarios.c': table(),
    ...writtenScenarios(cDialect, 'c', [NAME], KINDS),
  };
  folder = await made(NAME, [stub, JSON.stringify(sources)], async (here) => {
    await writeSources(here, sources);
    // A conversion between pointers or from an undeclared function means that the stub is not what we believe.
    await shell(here, `cc -O0 -Wall -Werror -I${stub} -o client *.c ${stub}/*.o -lgsoap`);
  });
}

describeClients([
  {
    name: NAME,
    prepare,
    command: (_, run, kind) => [
      join(folder, 'client'),
      tagOf(NAME, kind),
      run.endpoint,
      run.licence,
      ...belongingsOf(run),
    ],
    differences: {
      both: {
        'an operation that does not exist': {
          expect: { clientError: /userFrobnicate/ },
          because: 'it calls only what the WSDL has',
        },
        'clear a date with null': {
          expect: { clientError: /a date that is null/ },
          because: 'its dates cannot be null',
        },
        'read the date that null has cleared': {
          expect: { value: '"1999-12-31 23:59:59"' },
          because: 'it was not cleared',
        },
      },
    },
  },
]);
