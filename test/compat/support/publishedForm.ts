/** Which published overload a call means, as somebody sees it who has the WSDL before them. */
import { positional, type PositionalForm } from '../../../src/facades/wire/positional';
import { operations } from '../../../src/operations';
import type { Call } from '../scenario/steps';

export interface PublishedForm {
  readonly form: PositionalForm;
  /** Place among the overloads of the name, in the order of the WSDL. */
  readonly index: number;
}

/** Undefined for an operation that does not exist. */
export function publishedForm({ operation, args }: Call): PublishedForm | undefined {
  const takes = args.map(({ name }) => name).join();
  const found = operations.find(({ name }) => name === operation);
  const forms = found ? positional(found).forms : [];
  const published = forms.filter((form) => form.published);
  const index = published.findIndex((form) => form.parameters.join() === takes);
  return index === -1 ? undefined : { form: published[index]!, index };
}

/** Name of the call in the document/literal WSDL. */
export const documentName = (call: Call): string => publishedForm(call)?.form.documentName ?? call.operation;
