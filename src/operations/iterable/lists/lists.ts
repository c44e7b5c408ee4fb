/** The lists of a project: all of them, a new one, and the end of one. */
import { ApiError } from '../../../contract/errorCatalogue';
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { datedLists } from '../../../core/lists/datedLists';
import { deleteList as deleteStored } from '../../../core/lists/deleteList';
import { createList as createStored } from '../../../core/lists/lists';
import { done, Envelope } from '../envelope';
import { badParams, refuse } from '../iterableError';
import { iterable } from '../iterableOperation';
import { listOf } from './listOf';

const LONGEST = { name: 100, description: 255 };

export const getLists = iterable({
  method: 'GET',
  at: '/lists',
  group: 'lists',
  doc: 'Lists the lists of the project, the newest first.',
  access: 'read',
  rate: [100, 1],
  result: t.row('Lists', {
    lists: t.rows(
      t.struct('List', {
        id: t.long,
        name: t.string,
        description: t.string,
        createdAt: t.long,
        listType: t.string,
      }),
    ),
  }),
  resultDoc: 'The lists; `createdAt` in milliseconds.',
  handler: async (_, { sql, realm }) => ({
    lists: (await datedLists(sql, realm)).map(({ listId, name, description, createdAt }) => ({
      id: listId,
      name,
      ...(description !== '' && { description }),
      createdAt: createdAt.getTime(),
      listType: 'Standard',
    })),
  }),
});

export const createList = iterable({
  method: 'POST',
  at: '/lists',
  group: 'lists',
  doc: 'Makes a list.',
  access: 'write',
  rate: [100, 1],
  body: t.struct('NewList', { name: t.string, description: t.string }, ['name']),
  result: t.row('NewListId', { listId: t.number }),
  resultDoc: 'Its number.',
  handler: async ({ body }, { sql, realm, now }) => {
    const name = body.name!.trim();
    const description = body.description ?? '';
    if (name === '') badParams('The name of a list must not be empty.');
    if ([...name].length > LONGEST.name || [...description].length > LONGEST.description)
      badParams(
        `A list has a name of at most ${LONGEST.name} characters, and a description of ${LONGEST.description}.`,
      );
    return { listId: await createStored(sql, realm, { name, description }, now) };
  },
});

export const deleteList = iterable({
  method: 'DELETE',
  at: '/lists/{listId}',
  group: 'lists',
  doc: 'Deletes a list. Its users stay.',
  access: 'write',
  rate: [100, 1],
  path: { listId: required(t.long, 'Number of the list.') },
  result: Envelope,
  resultDoc: 'Done.',
  handler: async ({ listId }, context) => {
    const { sql, realm } = context;
    await listOf(context, listId);
    try {
      await deleteStored(sql, realm, listId);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'argument.invalid')
        refuse('Conflict', `List ${listId} is in use.`);
      throw error;
    }
    return done(`List ${listId} in Project ${realm.realmId} was successfully deleted.`);
  },
});
