/**
 * Java with Apache Axis 1.4, the legacy platform's own toolkit: a stub that WSDL2Java makes of the served WSDL, in
 * the package and with the class names that old programs import, compiled with javac.
 */
import { readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { KINDS, tagOf } from './scenario/cast';
import {
  belongingsOf,
  CLIENTS,
  describeClients,
  type ForeignClient,
  type Site,
} from './support/foreignClient';
import { axisStub, JARS, JAVAC } from './support/axisStub';
import { javaDialect } from './support/javaDialect';
import { made, shell, writeSources } from './support/workshop';
import { writtenScenarios } from './support/writtenScenario';

/** Both ways in which the toolkit can send arrays and structures. */
const MODES = { 'axis-multiref': true, 'axis-inline': false } as const;
type Name = keyof typeof MODES;

let folder: string;

/** Makes the classes, or takes those of an earlier run with the same WSDL, sources and tools. */
async function prepare(site: Site): Promise<void> {
  const stub = await axisStub(site);
  const sources = {
    'Client.java': readFileSync(join(CLIENTS, 'axis', 'Client.java'), 'utf8'),
    ...writtenScenarios(javaDialect, 'java', Object.keys(MODES), KINDS),
  };
  folder = await made('axis', [stub, JSON.stringify(sources)], async (here) => {
    await writeSources(here, sources);
    await cp(join(stub, 'classes'), join(here, 'classes'), { recursive: true });
    await shell(here, `${JAVAC} *.java`);
  });
}

const axis = (name: Name): ForeignClient => ({
  name,
  prepare,
  command: (_, run, kind) => [
    'java',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    [...JARS, join(folder, 'classes')].join(':'),
    'Client',
    ...[tagOf(name, kind), run.endpoint, String(MODES[name]), run.licence, ...belongingsOf(run)],
  ],
});

describeClients([axis('axis-multiref'), axis('axis-inline')]);
