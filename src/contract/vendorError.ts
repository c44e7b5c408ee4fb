/** An error in the form that the clients of one vendor read, where a code of the catalogue does not say enough. */
import { ApiError, type ErrorCode } from './errorCatalogue';
import type { JsonValue } from './wireTypes';

export class VendorError extends ApiError {
  constructor(
    /** The nearest one of the catalogue, for the log and for other doors. */
    code: ErrorCode,
    readonly status: number,
    readonly body: { readonly [name: string]: JsonValue },
  ) {
    super(code);
    this.name = 'VendorError';
  }
}
