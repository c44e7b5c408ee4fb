/** `workflows/triggerWorkflow`: there are no journeys here, so every number is unknown. */
import { t } from '../../../contract/wireTypes';
import { given } from '../identifiers';
import { badParams } from '../iterableError';
import { Envelope } from '../envelope';
import { iterable } from '../iterableOperation';
import { identifiers } from '../personRequest';

export const triggerWorkflow = iterable({
  method: 'POST',
  at: '/workflows/triggerWorkflow',
  group: 'events',
  doc: 'Starts a journey for a user or a list. There are none here, so it refuses every number, and makes nobody.',
  access: 'write',
  rate: [100, 1],
  body: t.struct(
    'TriggerWorkflow',
    { ...identifiers, workflowId: t.long, listId: t.long, dataFields: t.mapOf(t.json) },
    ['workflowId'],
  ),
  result: Envelope,
  resultDoc: 'Never.',
  handler: ({ body: { workflowId, email, userId, listId } }) =>
    given(email) === null && given(userId) === null && !listId
      ? badParams('email, userId or listId is required.')
      : badParams(`Workflow ${workflowId} does not exist.`),
});
