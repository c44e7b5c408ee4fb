/** Calls of people without a command line in between: one pipeline over the databases of a test gateway, kept open. */
import { loadSettings } from '../../src/config/loadSettings';
import type { ApiError } from '../../src/contract/errorCatalogue';
import { localPipeline } from '../../src/localPipeline';
import { openControl } from '../../src/openControl';
import type { AdministrativeOperation } from '../../src/operations/administration/context';
import type { TestGateway } from './testGateway';

type Values = Readonly<Record<string, unknown>>;

export interface LocalAdministrator {
  /** @returns the answer. @throws {ApiError} */
  call<I extends Values, O>(
    realm: string,
    operation: AdministrativeOperation<I, O>,
    values: I,
    onProgress?: (piece: unknown) => void,
  ): Promise<O>;
  close(): Promise<void>;
}

export async function localAdministrator({ environment }: TestGateway): Promise<LocalAdministrator> {
  const settings = loadSettings(environment);
  const nothing = (): void => undefined;
  const control = await openControl(settings, nothing);
  let defect: unknown;
  const pipeline = localPipeline({ settings, control, note: nothing, onDefect: (error) => (defect = error) });
  type Answer = { readonly value: unknown } | { readonly error: ApiError };
  return {
    async call<I extends Values, O>(
      realm: string,
      operation: AdministrativeOperation<I, O>,
      values: I,
      onProgress: (piece: unknown) => void = nothing,
    ) {
      const answer = await pipeline.invoke<Answer>(
        operation,
        operation.forms[0]!,
        { kind: 'local', realm },
        { read: (name) => values[name] },
        {
          door: 'test',
          operationName: operation.name,
          address: '127.0.0.1',
          bytesIn: 0,
          startedAt: performance.now(),
          onProgress,
          encodeResult: (value) => ({ value }),
          encodeError: (error) => ({ error }),
          sizeOf: () => 0,
        },
      );
      if (!('error' in answer)) return answer.value as O;
      throw answer.error.code === 'server.error' ? defect : answer.error;
    },
    close: () => control.close(),
  };
}
