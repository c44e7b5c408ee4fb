/** How the campaign commands name a campaign. Numbers are unique within a realm. */
import { UsageError, type Argument, type CommandInput } from './command';

export const campaignArguments: readonly Argument[] = [
  { name: 'REALM', doc: 'The realm.' },
  { name: 'ID', doc: 'Number of the campaign, see "campaign list".' },
];

/** @throws {UsageError} */
export function campaignId(input: CommandInput): number {
  const text = input.args[1]!;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError('A campaign is named by its number.');
}

/** Others collect single sends of a list, day by day; they have no recipients of their own and no end. */
export const isLaunch = ({ status }: { readonly status: string }): boolean => status !== 'sticky';
