/** Which name of the document/literal WSDL a call has. */
import { operations } from '../../../src/operations';
import type { Call } from '../scenario/steps';

export function documentName({ operation, args }: Call): string {
  const takes = args.map(({ name }) => name).join();
  const forms = operations.find(({ name }) => name === operation)?.forms ?? [];
  return forms.find((form) => form.parameters.join() === takes)?.documentName ?? operation;
}
