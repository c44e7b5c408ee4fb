/** The stub that WSDL2Java of Apache Axis 1.4 makes of the served WSDL, in the package that old programs import. */
import { realpathSync } from 'node:fs';
import type { Site } from './foreignClient';
import { runProgram } from './runProgram';
import { made, placeless, shell } from './workshop';

export const JARS = [
  'axis',
  'axis-jaxrpc',
  'axis-saaj',
  'commons-discovery',
  'commons-logging',
  'wsdl4j',
].map((name) => `/usr/share/java/${name}.jar`);
const CLASS_PATH = [...JARS, 'classes'].join(':');
const PACKAGE = 'whatcounts.api.client.soap';
/** Compiles against the classes of the folder that it runs in. */
export const JAVAC = `javac -nowarn -proc:none -encoding UTF-8 -cp ${CLASS_PATH} -d classes`;

/** Makes the classes, or takes those of an earlier run with the same WSDL and tools. @returns their folder */
export async function axisStub({ wsdl, endpoint }: Pick<Site, 'wsdl' | 'endpoint'>): Promise<string> {
  const tools = [await runProgram(['javac', '-version']), ...JARS.map((jar) => realpathSync(jar))];
  return made('axis-stub', [await placeless(wsdl, endpoint), ...tools], (here) =>
    shell(
      here,
      `java -cp ${CLASS_PATH} org.apache.axis.wsdl.WSDL2Java -o src --NStoPkg=urn:webservices.api.whatcounts=${PACKAGE} ${wsdl}
       ${JAVAC} src/${PACKAGE.replaceAll('.', '/')}/*.java`,
    ),
  );
}
