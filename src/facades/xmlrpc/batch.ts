/** The argument of `system.multicall`: calls in one request, bounded in number and in what their answers may fill. */
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { ArgumentPath } from '../wire/argumentPath';
import type { XmlElement } from '../wire/xmlElement';
import { XmlRpcValueDecoder } from './xmlRpcValueDecoder';
import { itemsOf, membersOf, openValue } from './openValue';
import type { MethodCall } from './readMethodCall';

/** Calls in one request. They run one after the other, and their caller waits for the last. */
const MAX_CALLS = 1000;

const NONE: readonly XmlElement[] = [];

/**
 * The entries of a batch, not read yet: one that is wrong is a fault in its own place.
 * @throws {ApiError} `argument.invalid`
 */
export function batchEntries(calls: XmlElement): readonly XmlElement[] {
  const path = new ArgumentPath();
  path.begin('calls');
  const held = openValue(calls, path);
  if (held.kind !== 'array') path.invalid('it is not an array of calls');
  const entries = itemsOf(held, path);
  if (entries.length > MAX_CALLS) path.invalid(`it holds more than ${MAX_CALLS} calls; send several batches`);
  return entries;
}

/** @throws {ApiError} `argument.invalid`, `argument.missing` */
export function readEntry(entry: XmlElement, index: number): MethodCall {
  const path = new ArgumentPath();
  path.begin('calls');
  path.enter(index);
  const held = openValue(entry, path);
  if (held.kind !== 'struct') path.invalid('it is not a struct of a methodName and its params');
  const members = membersOf(held, path);
  const name = members.get('methodName');
  const methodName = name ? new XmlRpcValueDecoder().read('methodName', t.string, name) : null;
  if (typeof methodName !== 'string' || methodName === '')
    return fail('argument.missing', { name: 'methodName' });
  const params = members.get('params');
  if (!params) return { methodName, params: NONE };
  path.enter('params');
  const opened = openValue(params, path);
  if (opened.kind !== 'array') path.invalid('it is not an array');
  return { methodName, params: itemsOf(opened, path) };
}
