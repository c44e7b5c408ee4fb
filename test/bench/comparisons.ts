/** All comparisons. Each opens what it needs on first use and closes it again. */
import { join } from 'node:path';
import { RPC_PATH } from '../../src/facades/soap/soapNames';
import type { BareDatabaseRequest } from './bareDatabaseLoop';
import type { BareHttpRequest } from './bareHttpServer';
import { checkStatements } from './checkStatements';
import type { Child } from './child';
import type { Comparison, Contender } from './comparison';
import { DATA_ECHO, ECHO_ANSWER, SMALL_ECHO } from './echoOperation';
import type { EchoDoorRequest } from './echoDoor';
import { httpApiFind, restRead, xmlRpcRead, xmlRpcVersion } from './doorComparisons';
import { dropComparison } from './dropComparison';
import { eventComparison } from './eventComparison';
import { importComparison } from './importComparison';
import { launchComparison } from './launchComparison';
import type { Load, LoadResult } from './loadGenerator';
import { composeComparison, renderComparison } from './makingComparisons';
import { mailComparison } from './mailComparison';
import { reportComparison } from './reportComparison';
import { segmentComparison } from './segmentComparison';
import { server } from './serverContender';
import { soapRequest } from './soapRequest';
import type { STATEMENTS } from './statements';
import { CONNECTIONS, CONTACTS, SUBSCRIBED, type World } from './world';

/** By the name that `--only` knows them by, in the order of the report. */
export const COMPARISONS: Readonly<Record<string, (world: World) => Promise<Comparison>>> = {
  version: versionComparison,
  read: readComparison,
  subscribe: subscribeComparison,
  xmlRpcVersion,
  xmlRpcRead,
  httpApiFind,
  restRead,
  echo: (world) => echoComparison(world, 'echo of ten fields', DATA_ECHO, 3),
  smallEcho: (world) => echoComparison(world, 'echo of three scalars', SMALL_ECHO, null),
  render: renderComparison,
  compose: composeComparison,
  mail: mailComparison,
  launch: launchComparison,
  import: importComparison,
  drop: dropComparison,
  segment: segmentComparison,
  events: eventComparison,
  report: reportComparison,
};

async function versionComparison(world: World): Promise<Comparison> {
  const { port, processId } = world.gateway;
  const body = soapRequest('getVersion', {});
  const expected = 'getVersionReturn';
  const answer = await fetch(`http://127.0.0.1:${port}${RPC_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body,
  });
  const bare = await world.start('bareHttpServer.ts');
  const barePort = await bare.ask<number>({ answer: await answer.text() } satisfies BareHttpRequest);
  return {
    name: 'getVersion over SOAP',
    unit: 'calls',
    ours: server(world, 'gateway', processId, { port, path: RPC_PATH, body, expected }),
    bare: server(world, 'bare node:http', bare.processId, { port: barePort, path: RPC_PATH, body, expected }),
    expected: 0.4,
    close: () => bare.stop(),
  };
}

/** A bare loop over the statements of an operation, and its check against the gateway. */
async function databaseLoop(
  world: World,
  operation: keyof typeof STATEMENTS,
  request: Pick<Load, 'body' | 'expected'>,
  numbers: () => { readonly first: number; readonly count: number },
): Promise<{ bare: Contender; child: Child }> {
  const { realm, control, realmId, listId, connection } = world;
  const child = await world.start('bareDatabaseLoop.ts');
  const ask = <T>(wanted: BareDatabaseRequest): Promise<T> => child.ask<T>(wanted);
  const run = (seconds: number, calls: number): Promise<LoadResult> =>
    ask({ kind: 'run', operation, realmId, listId, seconds, calls, numbers: numbers() });
  await ask({ kind: 'open', realm, control, connections: CONNECTIONS });
  await checkStatements(
    connection,
    operation,
    () => world.callGateway({ ...request, seconds: Infinity, calls: 1, numbers: numbers() }),
    () => run(Infinity, 1),
  );
  const bare: Contender = {
    name: 'bare mysql2 loop',
    processId: child.processId,
    run: (seconds) => run(seconds, Infinity),
  };
  return { bare, child };
}

async function readComparison(world: World): Promise<Comparison> {
  const { session, gateway } = world;
  const numbers = () => ({ first: 0, count: CONTACTS });
  const request = {
    body: soapRequest('userGetAllDataByCustomerKey', {
      session: ['string', session],
      customerKey: ['string', 'K#########'],
      returnXml: ['boolean', 'false'],
    }),
    expected: 'Example &amp; Sons',
  };
  const { bare, child } = await databaseLoop(world, 'userGetAllDataByCustomerKey', request, numbers);
  return {
    name: 'userGetAllDataByCustomerKey',
    unit: 'calls',
    ours: server(world, 'gateway', gateway.processId, {
      port: gateway.port,
      path: RPC_PATH,
      ...request,
      numbers,
    }),
    bare,
    expected: 0.5,
    close: () => child.stop(),
  };
}

async function subscribeComparison(world: World): Promise<Comparison> {
  const { gateway, subscribeRequest } = world;
  // Every run takes a range of its own, so that every contact is a new one.
  let first = 0;
  const numbers = () => ({ first: (first += 1_000_000), count: 1_000_000 });
  const request = { body: subscribeRequest, expected: SUBSCRIBED };
  const { bare, child } = await databaseLoop(world, 'userSubscribeByCustomerKey', request, numbers);
  return {
    name: 'userSubscribeByCustomerKey, new contacts',
    unit: 'calls',
    ours: server(world, 'gateway', gateway.processId, {
      port: gateway.port,
      path: RPC_PATH,
      ...request,
      numbers,
    }),
    bare,
    expected: 0.7,
    close: () => child.stop(),
  };
}

async function echoComparison(
  world: World,
  name: string,
  body: string,
  expected: number | null,
): Promise<Comparison> {
  const door = await world.start('echoDoor.ts');
  const other = await world.start('soapPackageServer.ts');
  const port = await door.ask<number>({
    logFile: join(world.directory, 'echo.log'),
  } satisfies EchoDoorRequest);
  const otherPort = await other.ask<number>(null);
  const request = { path: RPC_PATH, body, expected: ECHO_ANSWER };
  return {
    name,
    unit: 'calls',
    ours: server(world, 'SOAP door', door.processId, { port, ...request }),
    bare: server(world, 'npm soap server', other.processId, { port: otherPort, ...request }),
    expected,
    close: async () => {
      await door.stop();
      await other.stop();
    },
  };
}
