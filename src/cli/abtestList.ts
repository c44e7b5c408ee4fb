/** `abtest list`: the A/B definitions of a realm. */
import { abDefinitions } from '../core/abtests/abDefinitions';
import { newestResult, type AbResult } from '../core/abtests/abResults';
import type { Command } from './command';
import { table } from './table';
import { withRealm } from './withControl';

export const abtestList: Command = {
  name: 'abtest list',
  summary: 'List the A/B definitions of a realm and how far their last launches are.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealm(terminal, input.args[0]!, async (sql, realm) => {
      const definitions = await abDefinitions(sql, realm);
      const launches: (AbResult | null)[] = [];
      for (const { abDefinitionId } of definitions)
        launches.push(await newestResult(sql, realm, abDefinitionId));
      return {
        text: table(
          ['ID', 'NAME', 'LIST', 'SAMPLES', 'SIZE', 'MEASURE', 'LAST LAUNCH', 'WINNER'],
          definitions.map((definition, i) => [
            definition.abDefinitionId,
            definition.name,
            definition.listId,
            definition.samples.length,
            `${definition.sampleSize}${definition.sampleType === 'percent' ? '%' : ''}`,
            definition.measure,
            launches[i]?.status ?? null,
            launches[i]?.winner ?? null,
          ]),
          `The realm ${realm.name} has no A/B definition.`,
        ),
        json: definitions.map((definition, i) => ({ ...definition, lastLaunch: launches[i] })),
      };
    }),
};
