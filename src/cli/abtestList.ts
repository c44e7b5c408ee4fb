/** `abtest list`: the A/B definitions of a realm. */
import { abtestList as listDefinitions } from '../operations/administration/abtests/abtestShow';
import type { Command } from './command';
import { withRealmNamed } from './operationCaller';
import { table } from './table';

export const abtestList: Command = {
  name: 'abtest list',
  summary: 'List the A/B definitions of a realm and how far their last launches are.',
  args: [{ name: 'REALM', doc: 'The realm.' }],
  options: {},
  run: (input, terminal) =>
    withRealmNamed(terminal, input.args[0]!, async ({ realm, call }) => {
      const definitions = await call(listDefinitions, {});
      return {
        text: table(
          ['ID', 'NAME', 'LIST', 'SAMPLES', 'SIZE', 'MEASURE', 'LAST LAUNCH', 'WINNER'],
          definitions.map((definition) => [
            definition.abDefinitionId,
            definition.name,
            definition.listId,
            definition.samples.length,
            `${definition.sampleSize}${definition.sampleType === 'percent' ? '%' : ''}`,
            definition.measure,
            definition.lastLaunch?.status ?? null,
            definition.lastLaunch?.winner ?? null,
          ]),
          `The realm ${realm} has no A/B definition.`,
        ),
        json: definitions,
      };
    }),
};
