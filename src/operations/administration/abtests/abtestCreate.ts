/** Makes an A/B definition: samples to compare, and how the winner is found. */
import { required } from '../../../contract/defineOperation';
import { t } from '../../../contract/wireTypes';
import { AFTER_TEST, MEASURES, SAMPLE_TYPES } from '../../../core/abtests/abDefinition';
import { createAbDefinition } from '../../../core/abtests/abDefinitions';
import { dataOperation } from '../context';
import { AbSample } from './abRows';

export const abtestCreate = dataOperation({
  name: 'abtestCreate',
  group: 'abtests',
  doc: 'Creates an A/B definition: samples to compare, and how the winner is found.',
  rights: 'sender',
  access: 'write',
  subject: 'name',
  parameters: {
    name: required(t.text, 'Unique in the realm.'),
    description: required(t.text, 'A line about the test.'),
    listId: required(t.number, 'List that it is launched to where the launch names none.'),
    segmentationId: required(t.number, 'Rule that is used where the launch names none; 0 for none.'),
    suppressionList: required(t.text, 'Suppression list, where the launch names none; empty for none.'),
    sampleType: required(t.oneOf(...SAMPLE_TYPES), 'What the size counts.'),
    sampleSize: required(t.number, 'Of each sample: percent of the recipients, or contacts.'),
    measure: required(t.oneOf(...MEASURES), 'What is compared.'),
    maxMinutes: required(t.number, 'The test ends so long after its launch; 0 for no time limit.'),
    threshold: required(t.number, 'The test ends when so many readers of one sample did it; 0 for none.'),
    afterTest: required(t.oneOf(...AFTER_TEST), 'Send the winner, or wait until somebody chooses.'),
    samples: required(t.rows(AbSample), '2 to 26, the first is A.'),
  },
  result: t.row('CreatedAbDefinition', { abDefinitionId: t.number }),
  errors: ['argument.invalid', 'list.notFound', 'template.notFound', 'segmentation.notFound'],
  handler: async (definition, { sql, realm, now }) => ({
    abDefinitionId: await createAbDefinition(sql, realm, definition, now),
  }),
});
