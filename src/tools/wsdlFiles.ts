/** The WSDLs as they are committed, for people and generators that want them without a running gateway. */
import { Registry } from '../contract/registry';
import { DOCUMENT_PATH, DOCUMENT_WSDL_PATH, RPC_PATH, RPC_WSDL_PATH } from '../facades/soap/soapNames';
import { writeDocumentWsdl } from '../facades/soap/writeDocumentWsdl';
import { writeRpcWsdl } from '../facades/soap/writeRpcWsdl';
import { operations } from '../operations';

const ADDRESS = 'http://localhost:8080';

export interface GeneratedFile {
  /** Below the root of the checkout. */
  readonly path: string;
  readonly render: () => string;
}

export const wsdlFiles: readonly GeneratedFile[] = [
  {
    path: RPC_WSDL_PATH.slice(1),
    render: () => writeRpcWsdl(new Registry(operations), ADDRESS + RPC_PATH),
  },
  {
    path: DOCUMENT_WSDL_PATH.slice(1),
    render: () => writeDocumentWsdl(new Registry(operations), ADDRESS + DOCUMENT_PATH),
  },
];
