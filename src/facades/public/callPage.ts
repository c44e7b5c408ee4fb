/** How a page calls its operation: by name, through the pipeline, with plain values. */
import type { Credential } from '../../contract/credential';
import type { ErrorCode } from '../../contract/errorCatalogue';
import type { Call } from '../../contract/invoke';
import type { Form, Operation } from '../../contract/defineOperation';
import type { Registry } from '../../contract/registry';

/** What became of a call. */
export type Outcome =
  | { readonly ok: true; readonly value: unknown; readonly brand: Brand }
  | { readonly ok: false; readonly code: ErrorCode; readonly status: number; readonly text: string };

/** What the pages of a realm show of its owner. */
export interface Brand {
  readonly name: string;
  /** `https` address of a picture, or empty. */
  readonly logo: string;
  /** `#rrggbb`, or empty. */
  readonly colour: string;
}

export interface PagePipeline {
  invoke<E>(
    operation: Operation,
    form: Form,
    credential: Credential,
    args: { read(name: string): unknown },
    call: Call<E>,
  ): Promise<E>;
}

export type CallPage = (
  operation: string,
  /** With the token of the link or the form. */
  args: Readonly<Record<string, unknown>> & { readonly token: string },
  address: string,
) => Promise<Outcome>;

export function callPage(registry: Registry, pipeline: PagePipeline): CallPage {
  return (name, { token, ...args }, address) => {
    const operation = registry.get(name);
    if (!operation) throw new Error(`there is no page operation ${name}`);
    const call: Call<Outcome> = {
      door: 'page',
      operationName: name,
      address,
      bytesIn: 0,
      startedAt: performance.now(),
      encodeResult: (page) => {
        const { brand, answer } = page as { readonly brand: Brand; readonly answer: unknown };
        return { ok: true, value: answer, brand };
      },
      encodeError: (error) => ({
        ok: false,
        code: error.code,
        status: error.entry.http,
        text: error.message,
      }),
      sizeOf: () => 0,
    };
    return pipeline.invoke(
      operation,
      operation.forms[0]!,
      { kind: 'token', token },
      { read: (key) => args[key] },
      call,
    );
  };
}
