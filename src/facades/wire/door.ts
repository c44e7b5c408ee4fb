/** What a door is, and what every door is given: it takes the requests of its protocol to the pipeline and back. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pipeline, Principal } from '../../contract/invoke';
import type { Registry } from '../../contract/registry';
import type { WireType } from '../../contract/wireTypes';
import type { Intake } from './intake';
import type { RequestLimits } from './requestLimits';

export interface DoorOptions {
  readonly registry: Registry;
  readonly pipeline: Pick<Pipeline<Principal, unknown, unknown>, 'invoke' | 'refuse'>;
  readonly intake: Intake;
  readonly limits: RequestLimits;
  /** Most bytes of one text of an answer; no limit where it is missing. */
  readonly maxAnswerText?: number | undefined;
  readonly log: { warn(message: string, fields: Record<string, unknown>): unknown };
}

/** Takes a request if it is a call of its protocol. False: it is somebody else's, and untouched. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Longest operation name that goes into a log line or an answer: it is the caller's. */
export const MAX_NAME = 100;

/** What an operation can be called: words, of which hardly one holds a digit; and no session. */
const PLAIN_NAME = /^(?!S[0-9A-Za-z]{32}$)[A-Za-z_.]+(?:\d[A-Za-z_.]*){0,2}$/;

/** A name for the log: a caller whose arguments have slipped sends a session, an address or a key in its place. */
export function loggedName(name: string): string {
  const start = name.slice(0, MAX_NAME);
  return PLAIN_NAME.test(start) ? start : '-';
}

/** The path of an address in lower case: without host, query and trailing slashes, which do not matter to a door. */
export function plainPath(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/]*/i, '').split('?', 1);
  let end = path.length;
  while (path[end - 1] === '/') end--;
  return path.slice(0, end).toLowerCase();
}

/** Makes the writer of each type when it is first asked for, and keeps it. */
export function onceEach<Writer>(make: (type: WireType) => Writer): (type: WireType) => Writer {
  const made = new Map<WireType, Writer>();
  return (type) => {
    const known = made.get(type) ?? make(type);
    made.set(type, known);
    return known;
  };
}
