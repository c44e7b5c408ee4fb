/** The registry as data for a browser. */
import { GROUPS, type Form, type Group, type Operation } from '../../contract/defineOperation';
import type { Endpoint } from '../../contract/endpoint';
import { errorCatalogue } from '../../contract/errorCatalogue';
import { formRefusal, type IdentityAbilities } from '../../contract/identityRefusal';
import type { Registry } from '../../contract/registry';
import { plainScalar, type WireType } from '../../contract/wireTypes';
import { positional } from '../wire/positional';
import * as soap from '../soap/soapNames';
import { REST_DESCRIPTION, REST_ROOT } from '../rest/restNames';
import { XML_RPC_PATH } from '../xmlrpc/xmlRpcNames';
import { describeEndpoint } from './describeEndpoint';
import { EXPLORER_PATH } from './frame';
import type { ApiDescription, OperationDescription, Refusal, ValueType } from './apiDescription';

export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  session: 'Session',
  realm: 'Realm',
  contacts: 'Contacts',
  subscriptions: 'Subscriptions',
  lists: 'Lists',
  templates: 'Templates',
  messages: 'Messages',
  campaigns: 'Campaigns',
  events: 'Events and reports',
  segmentation: 'Segmentation',
  articles: 'Articles',
  abtests: 'A/B tests',
  social: 'Social',
  suppression: 'Suppression',
  customfields: 'Custom fields',
};

export function describeApi(
  registry: Registry,
  version: string,
  endpoints: readonly Endpoint[] = [],
): ApiDescription {
  return {
    version,
    wire: {
      namespace: soap.RPC_NAMESPACE,
      documentNamespace: soap.DOCUMENT_NAMESPACE,
      envelope: soap.ENVELOPE_NAMESPACE,
      encoding: soap.ENCODING_NAMESPACE,
      schema: soap.SCHEMA_NAMESPACE,
      instance: soap.INSTANCE_NAMESPACE,
      error: soap.ERROR_NAMESPACE,
    },
    paths: {
      soap: soap.RPC_PATH.slice(1),
      document: soap.DOCUMENT_PATH.slice(1),
      wsdl: soap.RPC_WSDL_PATH.slice(1),
      documentWsdl: soap.DOCUMENT_WSDL_PATH.slice(1),
      xmlRpc: XML_RPC_PATH.slice(1),
      rest: REST_ROOT.slice(1),
      openApi: `${REST_ROOT.slice(1)}${REST_DESCRIPTION}`,
      outline: `${EXPLORER_PATH.slice(1)}/realm`,
    },
    groups: GROUPS.map((id) => ({ id, title: GROUP_TITLES[id] })),
    endpoints: endpoints.map(describeEndpoint),
    operations: registry.all().map((operation) => describeOperation(positional(operation))),
    errors: Object.fromEntries(Object.entries(errorCatalogue).map(([code, { meaning }]) => [code, meaning])),
  };
}

/** What lies inside a type is of the same sort. */
const shown = (type: WireType): ValueType =>
  type.kind === 'struct' || type.kind === 'array' ? (type as ValueType) : plainScalar(type);

export function describeOperation(operation: Operation): OperationDescription {
  const { name, group, doc, access, resultDoc, errors, provenance } = operation;
  return {
    name,
    group,
    doc,
    access,
    ...refusalsOf(operation),
    parameters: Object.entries(operation.parameters).map(([parameter, { type, doc: meaning, optional }]) => ({
      name: parameter,
      type: shown(type),
      doc: meaning,
      optional,
    })),
    forms: operation.forms.map((form) => ({
      parameters: form.parameters,
      published: form.published,
      documentName: form.documentName,
      result: shown(form.result),
      ...refusalsOf(operation, form),
    })),
    resultDoc,
    errors,
    confidence: provenance.confidence,
    basis: provenance.basis,
    aliasOf: operation.aliasOf ?? null,
  };
}

const BY_ADDRESS: IdentityAbilities = { keyIdentifies: false, addressIdentifies: true };
const BY_KEY: IdentityAbilities = { keyIdentifies: true, addressIdentifies: false };

export const refusalsOf = (
  operation: Operation,
  form: Pick<Form, 'identity'> = {},
): Pick<OperationDescription, 'refusedInNormal' | 'refusedInCustomerKey'> => ({
  refusedInNormal: refusal(operation, form, BY_ADDRESS),
  refusedInCustomerKey: refusal(operation, form, BY_KEY),
});

function refusal(
  operation: Operation,
  form: Pick<Form, 'identity'>,
  abilities: IdentityAbilities,
): Refusal | null {
  const fault = formRefusal(operation, form, abilities);
  if (!fault) return null;
  const { identity } = operation;
  return {
    code: fault.code,
    reason: fault.message,
    counterpart: 'counterpart' in identity ? identity.counterpart : null,
  };
}
