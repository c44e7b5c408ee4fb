/** For single statements outside transactions: nothing shows whether one was done whose answer was lost. */
import { OutcomeUnknown } from './sql';

/**
 * Runs a write that changes nothing the second time, once more where the answer to it was lost.
 * @throws {OutcomeUnknown} if that of the second one was lost too
 */
export async function retryIdempotent<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error;
    return write();
  }
}
