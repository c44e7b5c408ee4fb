/** Whether the kind of a realm allows an operation. The pipeline asks for each call, pages ask to show it beforehand. */
import type { Form, Operation } from './defineOperation';
import { ApiError } from './errorCatalogue';

/** @returns the fault of a call of the form in that kind of realm, or null if it is legal there */
export const formRefusal = (
  operation: Pick<Operation, 'identity' | 'name'>,
  { identity }: Pick<Form, 'identity'>,
  usesCustomerKey: boolean,
): ApiError | null =>
  identityRefusal(operation, usesCustomerKey) ??
  (identity ? identityRefusal({ name: identity.called, identity }, usesCustomerKey) : null);

/** @returns the fault of a call in that kind of realm, or null if the operation is legal there */
export function identityRefusal(
  { identity, name }: Pick<Operation, 'identity' | 'name'>,
  usesCustomerKey: boolean,
): ApiError | null {
  if (usesCustomerKey) {
    if (identity.kind === 'byEmail') {
      const counterpart = identity.how ? `${identity.counterpart} ${identity.how}` : identity.counterpart;
      return new ApiError('realm.useCustomerKey', { operation: name, counterpart });
    }
    if (identity.kind === 'normalOnly')
      return new ApiError('realm.refused', { operation: name, advice: identity.advice });
  } else if (identity.kind === 'byKey') {
    return new ApiError('realm.noCustomerKey', { operation: name, counterpart: identity.counterpart });
  }
  return null;
}
