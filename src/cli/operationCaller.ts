/**
 * The command line as a door to the operations: a command names one and gives it values, and it takes the same way as a
 * call from outside, for a caller who needs no licence.
 */
import type { Operation } from '../contract/defineOperation';
import type { ApiError } from '../contract/errorCatalogue';
import type { Call } from '../contract/invoke';
import { formOfValues, sourceOfValues } from '../contract/plainValues';
import type { Realm } from '../core/realms/realm';
import { localPipeline, type LocalPipeline } from '../localPipeline';
import type { Control } from '../openControl';
import type { AdministrativeOperation } from '../operations/administration/context';
import type { Terminal } from './command';
import { withControl } from './withControl';

/** What an operation answers. */
export type OutputOf<Op> = Op extends AdministrativeOperation<never, infer O> ? O : never;

type Values = Readonly<Record<string, unknown>>;

/** Calls operations that are for people. @throws {ApiError} */
export interface Administrator {
  /** @param onProgress told how far long work is */
  readonly call: <I extends Values, O>(
    operation: AdministrativeOperation<I, O>,
    values: I,
    onProgress?: (progress: unknown) => Promise<void> | void,
  ) => Promise<O>;
}

export interface OperationCaller {
  readonly realm: Realm;
  call<I extends Values, O>(operation: AdministrativeOperation<I, O>, values: I): Promise<O>;
  /**
   * Runs an operation of the programs' set in a transaction of its own.
   * @param values by parameter, for the form that takes exactly these
   * @throws {ApiError}
   */
  call<T>(operation: Operation, values: Values): Promise<T>;
}

/** Calls operations about a realm. */
export const withOperations = <T>(
  terminal: Terminal,
  realmName: string,
  work: (caller: OperationCaller, control: Control) => Promise<T>,
): Promise<T> =>
  withControl(terminal, async (control) =>
    work(
      {
        realm: await control.realms.require(realmName),
        call: localCalls(terminal, control, realmName),
      },
      control,
    ),
  );

/** Calls administrative operations about one realm. */
export const withRealmNamed = <T>(
  terminal: Terminal,
  realm: string,
  work: (administrator: Administrator & { /** Its name. */ readonly realm: string }) => Promise<T>,
): Promise<T> =>
  withControl(terminal, (control) => work({ realm, call: localCalls(terminal, control, realm) }));

/** Calls administrative operations about no realm. */
export const withGateway = <T>(
  terminal: Terminal,
  work: (administrator: Administrator & { readonly controlDatabase: string }) => Promise<T>,
): Promise<T> =>
  withControl(terminal, (control) =>
    work({ controlDatabase: control.address.database, call: localCalls(terminal, control, null) }),
  );

type Answer = { readonly value: unknown } | { readonly error: ApiError };

/** @param realm that the calls are about; null for those about none */
export function localCalls(
  terminal: Pick<Terminal, 'settings' | 'note'>,
  control: Control,
  realm: string | null,
): Administrator['call'] {
  let pipeline: LocalPipeline | undefined;
  let defect: unknown;
  return async <I extends Values, O>(
    operation: AdministrativeOperation<I, O>,
    values: I,
    onProgress?: (progress: unknown) => Promise<void> | void,
  ): Promise<O> => {
    pipeline ??= localPipeline({
      settings: terminal.settings(),
      control,
      note: terminal.note,
      onDefect: (error) => (defect = error),
    });
    defect = undefined;
    const answer = await pipeline.invoke<Answer>(
      operation,
      formOfValues(operation, values),
      { kind: 'local', realm },
      sourceOfValues(operation, values),
      callOf(operation, onProgress),
    );
    // Whoever runs commands may see what went wrong; callers from outside get a reference to the log.
    if ('error' in answer) throw defect instanceof Error ? defect : answer.error;
    return answer.value as O;
  };
}

const callOf = (
  operation: Operation,
  onProgress?: (progress: unknown) => Promise<void> | void,
): Call<Answer> => ({
  door: 'cli',
  operationName: operation.name,
  address: '127.0.0.1',
  bytesIn: 0,
  startedAt: performance.now(),
  ...(onProgress && { onProgress }),
  encodeResult: (value) => ({ value }),
  encodeError: (error) => ({ error }),
  sizeOf: () => 0,
});
