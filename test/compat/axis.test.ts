/**
 * Java with Apache Axis 1.4, the legacy platform's own toolkit: a stub that WSDL2Java makes of the served WSDL, in
 * the package and with the class names that old programs import, compiled with javac.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CLIENTS,
  describeClients,
  output,
  tagOf,
  WORKSHOP,
  type ForeignClient,
  type Site,
} from './support/foreignClient';
import { javaScenario } from './support/javaScenario';
import type { RealmKind } from './scenario/cast';
import { scenario } from './scenario/scenario';

const JARS = ['axis', 'axis-jaxrpc', 'axis-saaj', 'commons-discovery', 'commons-logging', 'wsdl4j'].map(
  (name) => `/usr/share/java/${name}.jar`,
);
const PACKAGE = 'whatcounts.api.client.soap';
const KINDS: readonly RealmKind[] = ['normal', 'keyed'];
/** Both ways in which the toolkit can send arrays and structures. */
const CLIENT_NAMES = { 'axis-multiref': true, 'axis-inline': false } as const;

const className = (client: string, kind: RealmKind): string => `Scenario_${tagOf(client, kind)}`;

function sources(): Record<string, string> {
  const written = Object.keys(CLIENT_NAMES).flatMap((client) =>
    KINDS.map((kind): [string, string] => {
      const name = className(client, kind);
      return [`${name}.java`, javaScenario(name, scenario(kind, tagOf(client, kind)))];
    }),
  );
  const program = readFileSync(join(CLIENTS, 'axis', 'Client.java'), 'utf8');
  return Object.fromEntries([['Client.java', program], ...written]);
}

let classes: string;

/** Makes the classes, or takes those of an earlier run with the same WSDL, sources and tools. */
async function prepare({ wsdl, endpoint }: Site): Promise<void> {
  const served = await (await fetch(wsdl)).text();
  expect(served).toContain(`location="${endpoint}"`);
  const release = await output(['javac', '-version']);
  const tools = [release, ...JARS.map((jar) => realpathSync(jar))].join('\n');
  const stub = await made('axis-stub', [served.replace(endpoint, ''), tools], async (folder) => {
    await output(
      [
        'java',
        '-cp',
        JARS.join(':'),
        'org.apache.axis.wsdl.WSDL2Java',
        '-o',
        'src',
        `--NStoPkg=urn:webservices.api.whatcounts=${PACKAGE}`,
        wsdl,
      ],
      folder,
    );
    await compile(folder, JARS, [`src/${PACKAGE.replaceAll('.', '/')}/*.java`]);
  });
  const files = sources();
  classes = await made('axis-client', [stub, ...Object.entries(files).flat()], async (folder) => {
    await mkdir(join(folder, 'src'));
    for (const [name, source] of Object.entries(files)) await writeFile(join(folder, 'src', name), source);
    await cp(join(stub, 'classes'), join(folder, 'classes'), { recursive: true });
    await compile(folder, [...JARS, 'classes'], ['src/*.java']);
  });
}

const compile = (folder: string, path: readonly string[], files: readonly string[]): Promise<string> =>
  // The shell expands the file names.
  output(
    [
      'sh',
      '-c',
      `exec javac -nowarn -proc:none -encoding UTF-8 -cp ${path.join(':')} -d classes ${files.join(' ')}`,
    ],
    folder,
  );

/** A folder that depends on nothing but `inputs`; made whole or not at all, since several runs may want it. */
async function made(
  name: string,
  inputs: readonly string[],
  make: (folder: string) => Promise<unknown>,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
  const folder = join(WORKSHOP, `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  const temporary = await mkdtemp(join(WORKSHOP, `${name}-`));
  await make(temporary);
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true }));
  return folder;
}

const axis = (name: keyof typeof CLIENT_NAMES): ForeignClient => ({
  name,
  prepare,
  command: (_, run, kind) => [
    'java',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    [...JARS, join(classes, 'classes')].join(':'),
    'Client',
    className(name, kind),
    run.endpoint,
    run.licence,
    String(run.listId),
    String(CLIENT_NAMES[name]),
  ],
});

describeClients([axis('axis-multiref'), axis('axis-inline')]);
