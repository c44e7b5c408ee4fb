/** The WSDLs: committed as generated, in the legacy shape, and readable by the clients that read WSDLs most strictly. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { createClientAsync } from 'soap';
import { defineOperation } from '../../src/contract/defineOperation';
import { Registry } from '../../src/contract/registry';
import { t } from '../../src/contract/wireTypes';
import { writeDocumentWsdl } from '../../src/facades/soap/writeDocumentWsdl';
import { writeRpcWsdl } from '../../src/facades/soap/writeRpcWsdl';
import { operations } from '../../src/operations';
import { wsdlFiles } from '../../src/tools/wsdlFiles';
import { echoOperations } from '../support/echoOperations';
import { startEchoServer, type EchoServer } from '../support/echoServer';

const run = promisify(execFile);
const ROOT = join(__dirname, '../..');
const publishedForms = (of: readonly { forms: readonly { published: boolean }[] }[]) =>
  of.flatMap((operation) => operation.forms.filter((form) => form.published));

let server: EchoServer;
let base: string;
beforeAll(async () => {
  server = await startEchoServer();
  base = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());

describe.each(wsdlFiles)('$path', ({ path, render }) => {
  it('is committed as generated', () => {
    // If this fails: npm run generate.
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(render());
  });

  it('declares every message, type and element it refers to, once', () => {
    const wsdl = render();
    expect(XMLValidator.validate(wsdl)).toBe(true);
    const names = (pattern: RegExp) => [...wsdl.matchAll(pattern)].map((match) => match[1]!);
    const messages = names(/<wsdl:message name="([^"]+)"/g);
    expect(new Set(messages).size).toBe(messages.length);
    expect(messages.length).toBe(2 * publishedForms(operations).length);
    expect(new Set(names(/message="(?:impl|tns):([^"]+)"/g))).toEqual(new Set(messages));
    const types = names(/<(?:xsd:)?complexType name="([^"]+)"/g);
    expect(new Set(types).size).toBe(types.length);
    const used = [
      ...names(/ type="(?:impl|tns):(?!WhatCountsAPI")([^"]+)"/g),
      ...names(/arrayType="impl:(\w+)/g),
    ];
    expect(types).toEqual(expect.arrayContaining(used));
    expect(names(/element="tns:([^"]+)"/g).sort()).toEqual(names(/<xsd:element name="([^"]+)">/g).sort());
  });
});

/** The shape of a message or operation is pinned on a registry small enough to read. */
describe('shape', () => {
  const registry = new Registry([
    defineOperation({
      name: 'find',
      group: 'contacts',
      doc: 'Finds.',
      access: 'read',
      parameters: {
        when: { type: t.dateTime, doc: 'When.', optional: true },
        names: { type: t.arrayOf(t.string), doc: 'Names.', optional: true },
      },
      forms: ['when', { takes: 'when names', documentName: 'findByNames' }],
      result: t.arrayOf(t.struct('Pair', { key: t.string, count: t.int })),
      resultDoc: 'Pairs.',
      provenance: { confidence: 'ours', basis: 'Test.' },
      handler: () => [],
    }),
  ]);

  it('rpc', () => {
    expect(writeRpcWsdl(registry, 'http://h/e?a&b')).toMatchSnapshot();
  });

  it('document', () => {
    expect(writeDocumentWsdl(registry, 'http://h/e?a&b')).toMatchSnapshot();
  });

  it('refuses two structs of one name', () => {
    const twice = ['one', 'two'].map((name) =>
      defineOperation({
        name,
        group: 'contacts',
        doc: 'Answers.',
        access: 'public',
        parameters: {},
        forms: [''],
        result: t.struct('Same', { [name]: t.string }),
        resultDoc: 'A struct.',
        provenance: { confidence: 'ours', basis: 'Test.' },
        handler: () => null,
      }),
    );
    expect(() => writeRpcWsdl(new Registry(twice), 'http://h')).toThrow(
      /two different structs are named Same/,
    );
  });
});

describe('npm soap', () => {
  type Method = (args: unknown) => Promise<[Record<string, unknown>]>;
  const caller = async (path: string) => {
    const client = (await createClientAsync(base + path)) as unknown as Record<string, Method>;
    return async (name: string, args: unknown): Promise<unknown> => {
      const [answer] = await client[`${name}Async`]!(args);
      return answer[`${name}Return`];
    };
  };

  it('calls an overload of the legacy WSDL', async () => {
    const call = await caller('/wsdl/WhatCountsAPI.wsdl');
    const args = { session: 'S1', email: 'a@example.org', listId: 1 };
    expect(await call('userUnSubscribe', args)).toMatchObject({ $value: 3 });
  });

  it('calls every shape of the document WSDL', async () => {
    const call = await caller('/webservices/WhatCountsAPIDocument?WSDL');
    const long = { session: 'S', email: 'a@b.example', listId: 1, optout: true, universal: false };
    expect(await call('userUnSubscribeUniversal', long)).toBe(6);
    const fields = { item: [{ key: 'a', value: '1' }, { key: 'b' }] };
    expect(await call('userSetFields', { session: 'S', email: 'a', fields })).toBe(2);
    expect(await call('listGetDataById', { session: 'S', listId: 42 })).toMatchObject({
      listId: 42,
      name: 'List é & <x>',
      optIn: true,
    });
    expect(await call('getVersion', {})).toBe('1.0');
  });
});

describe('PHP', () => {
  const php = async (wsdl: string, code: string): Promise<unknown> => {
    const script = `$client = new SoapClient($argv[1], ['cache_wsdl' => WSDL_CACHE_NONE]); echo json_encode(${code});`;
    const { stdout } = await run('php', ['-r', script, `${base}/wsdl/${wsdl}`]);
    return JSON.parse(stdout);
  };

  it('sees every operation of the legacy WSDL', async () => {
    expect(await php('WhatCountsAPI.wsdl', 'count($client->__getFunctions())')).toBe(
      publishedForms(echoOperations).length,
    );
  });

  it('sees every form in the document WSDL, under its own name', async () => {
    expect(await php('WhatCountsAPI-document.wsdl', 'count($client->__getFunctions())')).toBe(
      publishedForms(echoOperations).length,
    );
  });

  it('reads structs, arrays and nulls of both', async () => {
    const list = { fromAddress: 'a@example.org', listId: 42, name: 'List é & <x>', errorsToAddress: null };
    expect(await php('WhatCountsAPI.wsdl', '$client->listGetDataById("S", 42)')).toMatchObject(list);
    expect(
      await php(
        'WhatCountsAPI-document.wsdl',
        '$client->listGetDataById(["session" => "S", "listId" => 42])',
      ),
    ).toMatchObject({ listGetDataByIdReturn: list });
    const names = ['alpha', 'bêta', null, '', 'd&<>'];
    expect(await php('WhatCountsAPI.wsdl', '$client->listGetNames("S")')).toEqual(names);
  });
});

it('the real WSDLs name the address they are committed for', () => {
  for (const { render } of wsdlFiles) {
    const parsed = new XMLParser({ ignoreAttributes: false, removeNSPrefix: true }).parse(render()) as {
      definitions: { service: { port: { address: { '@_location': string } } } };
    };
    expect(parsed.definitions.service.port.address['@_location']).toMatch(
      /^http:\/\/localhost:8080\/webservices\/WhatCountsAPI(Document)?$/,
    );
  }
});
