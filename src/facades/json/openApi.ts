/** An OpenAPI 3.1 description of endpoints, made of their definitions. */
import { pathParameters, type Endpoint } from '../../contract/endpoint';
import type { WireType } from '../../contract/wireTypes';

interface Schemas {
  readonly components: Record<string, object>;
}

export interface ApiInfo {
  /** Address that the paths stand below. */
  readonly base: string;
  readonly version: string;
  readonly title?: string;
  /** Shape of errors, and how callers prove who they are, where they are not those of the REST door. */
  readonly error?: object;
  readonly schemes?: Readonly<Record<string, object>>;
}

const REST_ERROR = {
  type: 'object',
  properties: { error: { type: 'string' }, status: { type: 'string' }, statusCode: { type: 'integer' } },
  required: ['error', 'status', 'statusCode'],
};

const REST_SCHEMES = {
  realmPassword: { type: 'http', scheme: 'basic', description: 'The realm and its password, or a key.' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' },
};

export function openApi(
  endpoints: readonly Endpoint[],
  { base, version, title = 'Soapstone: REST', error = REST_ERROR, schemes = REST_SCHEMES }: ApiInfo,
): object {
  const schemas: Schemas = { components: {} };
  const paths: Record<string, Record<string, object>> = {};
  for (const endpoint of endpoints) {
    const path = shownPath(endpoint);
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = describe(endpoint, schemas);
  }
  return {
    openapi: '3.1.0',
    info: { title, version },
    servers: [{ url: base }],
    security: Object.keys(schemes).map((name) => ({ [name]: [] })),
    paths,
    components: {
      schemas: {
        ...schemas.components,
        Error: error,
      },
      securitySchemes: schemes,
    },
  };
}

const shownPath = ({ paths }: Endpoint): string => paths[0]!.replace('*}', '}');

function describe(endpoint: Endpoint, schemas: Schemas): object {
  const { operation, method, query, body, status } = endpoint;
  const path = shownPath(endpoint);
  const parameter = (name: string, place: 'path' | 'query') => {
    const { type, doc, optional } = operation.parameters[name]!;
    return {
      name,
      in: place,
      required: place === 'path' || !optional,
      description: doc,
      schema: schemaOf(type, schemas),
    };
  };
  const sent = body === null ? null : operation.parameters[body]!;
  const json = (schema: object) => ({ 'application/json': { schema } });
  return {
    operationId: `${method} ${path}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/_$/, ''),
    tags: [operation.group],
    summary: operation.doc.split('. ')[0]!.replace(/\.$/, ''),
    description: operation.doc,
    parameters: [
      ...pathParameters(path).map((name) => parameter(name, 'path')),
      ...query.map((name) => parameter(name, 'query')),
    ],
    ...(sent && {
      requestBody: {
        description: sent.doc,
        required: !sent.optional,
        content: json(schemaOf(sent.type, schemas)),
      },
    }),
    responses: {
      [String(status)]: {
        description: operation.resultDoc,
        ...(status === 204 ? {} : { content: json(schemaOf(operation.forms[0]!.result, schemas)) }),
      },
      default: { description: 'An error.', content: json({ $ref: '#/components/schemas/Error' }) },
    },
  };
}

function schemaOf(type: WireType, schemas: Schemas): object {
  switch (type.kind) {
    case 'int':
      return { type: 'integer', format: 'int32' };
    case 'long':
      return { type: 'integer', format: 'int64' };
    case 'float':
    case 'decimal':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'dateTime':
      return { type: 'string', format: 'date-time' };
    case 'enum':
      return { type: 'string', enum: type.values };
    case 'json':
      return {};
    case 'map':
      return { type: 'object', additionalProperties: schemaOf(type.item, schemas) };
    case 'array':
      return { type: 'array', items: schemaOf(type.item, schemas) };
    case 'struct':
      if (!schemas.components[type.name]) {
        const properties: Record<string, object> = {};
        // Known before its members, which may hold it again.
        schemas.components[type.name] = {
          type: 'object',
          properties,
          ...(type.required && { required: type.required }),
        };
        for (const [name, field] of Object.entries(type.fields)) properties[name] = schemaOf(field, schemas);
      }
      return { $ref: `#/components/schemas/${type.name}` };
    default:
      return { type: 'string' };
  }
}
