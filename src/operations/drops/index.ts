/** What dropped files may ask for: commands of the HTTP API, each as a step through its file, and what keeps count. */
import type { Operation } from '../../contract/defineOperation';
import { httpApiOperations } from '../httpapi';
import { dropBegin, dropEnd, dropForget, dropProblems } from './dropFiles';
import { dropRelationalRows } from './dropRelationalRows';
import { dropSubscriptions } from './dropSubscriptions';
import { dropRefused, inDrop } from './inDrop';
import { relationalDelete, relationalSave } from './relationalRecords';
import { smartUnsub } from './smartUnsub';

/** A file has no answer, so commands that only read have no place in it. */
const FILE_COMMANDS = [
  'sub',
  'unsub',
  'update',
  'change',
  'delete',
  'subandsend',
  'launch',
  'customfieldcreate',
  'customfielddelete',
];

/** Commands as steps. */
export const dropCommands: readonly Operation[] = [
  ...httpApiOperations.filter(({ name }) => FILE_COMMANDS.includes(name)),
  smartUnsub,
  relationalSave,
  relationalDelete,
].map(inDrop);

export const dropOperations: readonly Operation[] = [
  ...dropCommands,
  dropBegin,
  dropSubscriptions,
  dropRelationalRows,
  dropRefused,
  dropEnd,
  dropProblems,
  dropForget,
];
