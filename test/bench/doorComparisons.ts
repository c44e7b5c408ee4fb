/** Other doors beside SOAP: the same work, asked for at two doors of one gateway. */
import { HTTP_API_PATHS } from '../../src/facades/httpapi/httpApiNames';
import { REST_ROOT } from '../../src/facades/rest/restNames';
import { RPC_PATH } from '../../src/facades/soap/soapNames';
import { XML_RPC_PATH } from '../../src/facades/xmlrpc/xmlRpcNames';
import { methodCall } from '../support/xmlRpcText';
import type { Comparison } from './comparison';
import type { Load } from './loadGenerator';
import { PASSWORD, REALM_NAME, setRealmPassword } from './realmPassword';
import { server } from './serverContender';
import { soapRequest } from './soapRequest';
import { CONTACTS, type World } from './world';

interface Wanted {
  readonly name: string;
  readonly door: string;
  readonly request: Pick<Load, 'path' | 'body' | 'headers' | 'method' | 'expected'>;
  readonly soap: Pick<Load, 'body' | 'expected'>;
  readonly numbers?: () => Load['numbers'];
  readonly least: number | null;
}

function besideSoap(world: World, { name, door, request, soap, numbers, least }: Wanted): Comparison {
  const { port, processId } = world.gateway;
  const counted = numbers ? { numbers } : {};
  return {
    name,
    unit: 'calls',
    ours: server(world, door, processId, { port, ...request, ...counted }),
    bare: server(world, 'SOAP', processId, { port, path: RPC_PATH, ...soap, ...counted }),
    expected: least,
    close: async () => undefined,
  };
}

export const xmlRpcVersion = async (world: World): Promise<Comparison> => {
  const expected = await world.soap.text('getVersion', {});
  return besideSoap(world, {
    name: 'getVersion',
    door: 'XML-RPC',
    request: { path: XML_RPC_PATH, body: methodCall('getVersion'), expected },
    soap: { body: soapRequest('getVersion', {}), expected },
    least: null,
  });
};

const numbers = (): Load['numbers'] => ({ first: 0, count: CONTACTS });

const soapRead = ({ session }: World): Wanted['soap'] => ({
  body: soapRequest('userGetAllDataByCustomerKey', {
    session: ['string', session],
    customerKey: ['string', 'K#########'],
    returnXml: ['boolean', 'false'],
  }),
  expected: 'Example &amp; Sons',
});

export const xmlRpcRead = async (world: World): Promise<Comparison> =>
  besideSoap(world, {
    name: 'userGetAllDataByCustomerKey',
    door: 'XML-RPC',
    request: {
      path: XML_RPC_PATH,
      body: methodCall(
        'userGetAllDataByCustomerKey',
        `<string>${world.session}</string>`,
        '<string>K#########</string>',
        '<boolean>0</boolean>',
      ),
      expected: 'Example &amp; Sons',
    },
    soap: soapRead(world),
    numbers,
    least: null,
  });

/** 1.3 times the processor time of a call over SOAP is the most that another door may take. */
const LEAST = 1 / 1.3;

export async function httpApiFind(world: World): Promise<Comparison> {
  await setRealmPassword(world);
  const args = { cmd: 'find', realm: REALM_NAME, pwd: PASSWORD, output_format: 'xml' };
  return besideSoap(world, {
    name: 'a contact by its key: find, and userGetAllDataByCustomerKey',
    door: 'HTTP API',
    request: {
      path: HTTP_API_PATHS[0]!,
      headers: ['Content-Type: application/x-www-form-urlencoded'],
      body: `${new URLSearchParams(args).toString()}&customer_key=K#########`,
      expected: '@customer.example',
    },
    soap: soapRead(world),
    numbers,
    least: LEAST,
  });
}

export async function restRead(world: World): Promise<Comparison> {
  await setRealmPassword(world);
  const credential = Buffer.from(`${REALM_NAME}:${PASSWORD}`).toString('base64');
  return besideSoap(world, {
    name: 'a contact by its key: GET /subscribers/KEY, and userGetAllDataByCustomerKey',
    door: 'REST',
    request: {
      method: 'GET',
      path: `${REST_ROOT}/subscribers/K#########`,
      headers: [`Authorization: Basic ${credential}`],
      body: '',
      expected: 'Example & Sons',
    },
    soap: soapRead(world),
    numbers,
    least: LEAST,
  });
}
