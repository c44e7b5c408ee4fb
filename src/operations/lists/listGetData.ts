/** Reading a list's settings. */
import { LIST, numberOrName } from '../numberOrName';
import { toStruct, WhatCountsAPIList } from './listStruct';

export const [listGetDataById, listGetDataByName] = numberOrName(LIST, {
  names: ['listGetDataById', 'listGetDataByName'],
  group: 'lists',
  doc: 'Answers the settings of a list.',
  parameters: {},
  result: WhatCountsAPIList,
  resultDoc: 'The list; template ids are -1 where there is none, texts are never nil.',
  handler: toStruct,
});
