/** How the console calls operations: by name, through the pipeline, for whoever is logged in. It knows nothing else of the house. */
import type { Credential } from '../../contract/credential';
import type { Form, Operation } from '../../contract/defineOperation';
import type { ApiError, ErrorCode } from '../../contract/errorCatalogue';
import type { ArgumentSource, Call } from '../../contract/invoke';
import { formOfValues, sourceOfValues } from '../../contract/plainValues';
import type { Registry } from '../../contract/registry';

export interface ConsolePipeline {
  invoke<E>(
    operation: Operation,
    form: Form,
    credential: Credential,
    args: ArgumentSource,
    call: Call<E>,
  ): Promise<E>;
}

/** An operation said no. The message is safe to show. */
export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(
    readonly code: ErrorCode,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Caller {
  /** The cookie; empty for nobody. */
  readonly session: string;
  /** The realm that realm operations are called in. */
  readonly realm: string | null;
  readonly address: string;
  readonly onProgress?: (progress: unknown) => Promise<void> | void;
}

export type CallOperation = (
  caller: Caller,
  operation: string,
  values: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

type Answer = { readonly value: unknown } | { readonly error: ApiError };

/** @returns calls an operation. @throws {Refused} */
export function consoleCaller(registry: Registry, pipeline: ConsolePipeline): CallOperation {
  return async ({ session, realm, address, onProgress }, name, values) => {
    const operation = registry.get(name);
    if (!operation) throw new Error(`there is no operation ${name}`);
    const answer = await pipeline.invoke<Answer>(
      operation,
      formOfValues(operation, values),
      operation.access === 'public'
        ? { kind: 'none' }
        : { kind: 'person', session, realm: operation.scope === 'gateway' ? null : realm },
      sourceOfValues(operation, values),
      {
        door: 'console',
        operationName: name,
        address,
        bytesIn: 0,
        startedAt: performance.now(),
        ...(onProgress && { onProgress }),
        encodeResult: (value) => ({ value }),
        encodeError: (error) => ({ error }),
        sizeOf: () => 0,
      },
    );
    if ('value' in answer) return answer.value;
    const { code, entry, message } = answer.error;
    throw new Refused(code, entry.http, message);
  };
}
