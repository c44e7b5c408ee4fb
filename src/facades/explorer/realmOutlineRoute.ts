/** Answers the page of calls what the realm of its session has, through the pipeline like every call. */
import type { RequestHandler, Router } from 'express';
import type { Operation } from '../../contract/defineOperation';
import type { Call, Pipeline, Principal } from '../../contract/invoke';
import { callerAddress } from '../wire/callerAddress';
import { bodyOf } from '../wire/pageDoor';

/** Longer than any session. */
const MAX_SESSION = 200;

export interface OutlineOptions {
  /** The operation; no interface publishes it. */
  readonly outline: Operation;
  readonly pipeline: Pick<Pipeline<Principal, unknown, unknown>, 'invoke'>;
  readonly trustProxy: boolean;
}

interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** @param path below which the page's files lie */
export function addRealmOutline(
  router: Router,
  path: string,
  { outline, pipeline, trustProxy }: OutlineOptions,
): void {
  const answer: RequestHandler = async (request, response) => {
    const call: Call<JsonAnswer> = {
      door: 'page',
      operationName: outline.name,
      address: callerAddress(request, trustProxy),
      bytesIn: 0,
      startedAt: performance.now(),
      encodeResult: (value) => ({ status: 200, body: value }),
      encodeError: (error) => ({ status: error.entry.http, body: { code: error.code, text: error.message } }),
      sizeOf: () => 0,
    };
    const session = request.is('text/plain') ? bodyOf(request).toString('utf8', 0, MAX_SESSION) : '';
    const { status, body } = await pipeline.invoke(
      outline,
      outline.forms[0]!,
      { kind: 'session', session },
      { read: () => undefined },
      call,
    );
    response.status(status).set('Cache-Control', 'no-store').json(body);
  };
  // The session alone, as text: no form of another site can send that, and nothing else says who is asking.
  router.post(`${path}/realm`, answer);
}
