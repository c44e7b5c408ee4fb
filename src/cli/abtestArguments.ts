/** How the A/B commands name a definition, and the launch of it that they mean. */
import { requireAbDefinition } from '../core/abtests/abDefinitions';
import { newestResult, type AbResult } from '../core/abtests/abResults';
import type { Realm } from '../core/realms/realm';
import type { Sql } from '../db/sql';
import { CommandError, UsageError, type Argument, type CommandInput } from './command';

export const abtestArguments: readonly Argument[] = [
  { name: 'REALM', doc: 'The realm.' },
  { name: 'ID', doc: 'Number of the definition, see "abtest list".' },
];

/** @throws {UsageError} */
export function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UsageError(`${name} is a number.`);
}

/**
 * The newest launch of the definition that the command names.
 * @throws {CommandError}, {ApiError} `abtest.notFound`
 */
export async function newestLaunch(sql: Sql, realm: Realm, input: CommandInput): Promise<AbResult> {
  const { abDefinitionId } = await requireAbDefinition(sql, realm, wholeNumber('ID', input.args[1]!));
  const result = await newestResult(sql, realm, abDefinitionId);
  if (result) return result;
  throw new CommandError(`The A/B definition ${abDefinitionId} has not been launched yet.`);
}
