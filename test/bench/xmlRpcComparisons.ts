/** XML-RPC beside SOAP: the same calls at the two doors of one gateway. */
import { RPC_PATH } from '../../src/facades/soap/soapNames';
import { XML_RPC_PATH } from '../../src/facades/xmlrpc/xmlRpcNames';
import { methodCall } from '../support/xmlRpcText';
import type { Comparison } from './comparison';
import type { Load } from './loadGenerator';
import { server } from './serverContender';
import { soapRequest } from './soapRequest';
import { CONTACTS, type World } from './world';

interface Wanted {
  readonly name: string;
  readonly xmlRpc: string;
  readonly soap: string;
  /** In the answers of both. */
  readonly expected: string;
  readonly numbers?: () => Load['numbers'];
}

function besideSoap(world: World, { name, xmlRpc, soap, ...both }: Wanted): Comparison {
  const { port, processId } = world.gateway;
  return {
    name,
    unit: 'calls',
    ours: server(world, 'XML-RPC', processId, { port, path: XML_RPC_PATH, body: xmlRpc, ...both }),
    bare: server(world, 'SOAP', processId, { port, path: RPC_PATH, body: soap, ...both }),
    expected: null,
    close: async () => undefined,
  };
}

export const xmlRpcVersion = async (world: World): Promise<Comparison> =>
  besideSoap(world, {
    name: 'getVersion',
    xmlRpc: methodCall('getVersion'),
    soap: soapRequest('getVersion', {}),
    expected: await world.soap.text('getVersion', {}),
  });

export const xmlRpcRead = async (world: World): Promise<Comparison> =>
  besideSoap(world, {
    name: 'userGetAllDataByCustomerKey',
    xmlRpc: methodCall(
      'userGetAllDataByCustomerKey',
      `<string>${world.session}</string>`,
      '<string>K#########</string>',
      '<boolean>0</boolean>',
    ),
    soap: soapRequest('userGetAllDataByCustomerKey', {
      session: ['string', world.session],
      customerKey: ['string', 'K#########'],
      returnXml: ['boolean', 'false'],
    }),
    expected: 'Example &amp; Sons',
    numbers: () => ({ first: 0, count: CONTACTS }),
  });
