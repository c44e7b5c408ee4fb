/** How commands name a list or a template: by its number, or by its name. */
import type { ListStruct } from '../operations/lists/listStruct';
import { listGetDataById, listGetDataByName } from '../operations/lists/listGetData';
import { templateGetDataAll, templateGetDataAllByName } from '../operations/templates/templateGetData';
import type { TemplateStruct } from '../operations/templates/templateStruct';
import type { Argument } from './command';
import type { OperationCaller } from './operationCaller';

export const realmArgument: Argument = { name: 'REALM', doc: 'The realm.' };
export const listArgument: Argument = { name: 'LIST', doc: 'Number or name of the list, see "list list".' };
export const templateArgument: Argument = {
  name: 'TEMPLATE',
  doc: 'Number or name of the template, see "template list".',
};

const isNumber = (text: string): boolean => /^\d{1,15}$/.test(text);

type Found<T> = { readonly [Name in keyof T]-?: NonNullable<T[Name]> };

/** @throws {ApiError} `list.notFound` */
export const namedList = (caller: OperationCaller, text: string): Promise<Found<ListStruct>> =>
  isNumber(text)
    ? caller.call(listGetDataById, { listId: Number(text) })
    : caller.call(listGetDataByName, { listName: text });

/** @throws {ApiError} `template.notFound` */
export const namedTemplate = (caller: OperationCaller, text: string): Promise<Found<TemplateStruct>> =>
  isNumber(text)
    ? caller.call(templateGetDataAll, { templateId: Number(text) })
    : caller.call(templateGetDataAllByName, { templateName: text });
