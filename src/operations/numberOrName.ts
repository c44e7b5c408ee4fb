/**
 * A reading command that names a thing by its number, and its twin that names it by its name: one body. Each is an
 * operation of its own on the wire.
 */
import {
  required,
  type InputOf,
  type Operation,
  type OperationSpec,
  type Parameter,
} from '../contract/defineOperation';
import type { ErrorCode } from '../contract/errorCatalogue';
import { t, type ValueOf, type WireType } from '../contract/wireTypes';
import type { List } from '../core/lists/list';
import { requireList, requireListByName } from '../core/lists/lists';
import type { Realm } from '../core/realms/realm';
import type { StoredTemplate } from '../core/templates/storedTemplate';
import { requireTemplate, requireTemplateByName } from '../core/templates/templates';
import { realmOperation, type RealmContext } from './context';
import { listId, SEEN } from './parameters';
import { templateId, templateName } from './templates/templateParameters';

interface NamedThing<Thing> {
  readonly number: readonly [string, Parameter];
  readonly name: readonly [string, Parameter];
  readonly notFound: ErrorCode;
  readonly byNumber: (sql: RealmContext['sql'], realm: Realm, id: number) => Promise<Thing>;
  readonly byName: (sql: RealmContext['sql'], realm: Realm, name: string) => Promise<Thing>;
}

export const LIST: NamedThing<List> = {
  number: ['listId', listId],
  name: ['listName', required(t.string, 'The name, exactly.')],
  notFound: 'list.notFound',
  byNumber: requireList,
  byName: requireListByName,
};

export const TEMPLATE: NamedThing<StoredTemplate> = {
  number: ['templateId', templateId],
  name: ['templateName', templateName],
  notFound: 'template.notFound',
  byNumber: requireTemplate,
  byName: requireTemplateByName,
};

interface PairSpec<Thing, P extends Record<string, Parameter>, R extends WireType> extends Pick<
  OperationSpec<P, R, RealmContext>,
  'group' | 'doc' | 'parameters' | 'result' | 'resultDoc' | 'errors'
> {
  /** [by number, by name] */
  readonly names: readonly [string, string];
  readonly handler: (
    thing: Thing,
    input: InputOf<P>,
    context: RealmContext,
  ) => Promise<ValueOf<R>> | ValueOf<R>;
}

/** Builds both operations, [by number, by name]; the other parameters follow in their order. */
export function numberOrName<Thing, P extends Record<string, Parameter>, R extends WireType>(
  { number, name, notFound, byNumber, byName }: NamedThing<Thing>,
  { names, parameters, handler, errors = [], ...common }: PairSpec<Thing, P, R>,
): [Operation, Operation] {
  const operation = (
    operationName: string,
    [parameterName, parameter]: readonly [string, Parameter],
    doc: string,
    find: (context: RealmContext, given: unknown) => Promise<Thing>,
  ): Operation =>
    realmOperation({
      ...common,
      name: operationName,
      doc,
      access: 'read',
      parameters: { [parameterName]: parameter, ...parameters },
      forms: [[parameterName, ...Object.keys(parameters)].join(' ')],
      errors: [notFound, ...errors],
      provenance: SEEN,
      handler: async (input, context) =>
        handler(await find(context, input[parameterName]), input as InputOf<P>, context),
    });
  return [
    operation(names[0], number, common.doc, ({ sql, realm }, id) => byNumber(sql, realm, id as number)),
    operation(names[1], name, common.doc.replace(/\.$/, ', by its name.'), ({ sql, realm }, given) =>
      byName(sql, realm, given as string),
    ),
  ];
}
