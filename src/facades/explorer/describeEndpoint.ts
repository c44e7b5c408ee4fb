/** An endpoint of REST as data for a browser. */
import { pathParameters, type Endpoint } from '../../contract/endpoint';
import { typeName } from '../../contract/wireTypes';
import type { EndpointDescription } from './apiDescription';
import { refusalsOf } from './describeApi';

export function describeEndpoint({
  operation,
  method,
  paths,
  query,
  body,
  status,
}: Endpoint): EndpointDescription {
  const path = paths[0]!;
  const { name, group, doc, access, resultDoc, errors, provenance, parameters } = operation;
  const part = (place: 'path' | 'query') => (parameter: string) => {
    const { type, doc: meaning, optional } = parameters[parameter]!;
    return { name: parameter, place, type: typeName(type), doc: meaning, optional };
  };
  const taken = body === null ? null : parameters[body]!;
  return {
    id: name.replace(' ', ''),
    name,
    method,
    path,
    group,
    doc,
    access,
    ...refusalsOf(operation),
    parameters: [...pathParameters(path).map(part('path')), ...query.map(part('query'))],
    body: taken && {
      doc: taken.doc,
      optional: taken.optional,
      fields:
        taken.type.kind === 'struct'
          ? Object.entries(taken.type.fields).map(([field, type]) => ({ name: field, type: typeName(type) }))
          : [],
    },
    status,
    result: typeName(operation.forms[0]!.result),
    resultDoc,
    errors,
    confidence: provenance.confidence,
    basis: provenance.basis,
  };
}
