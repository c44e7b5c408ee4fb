/** Clients that send and launch without a break until the gateway under them is gone, and keep books. */
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { soapClient, SoapFault } from '../support/soapClient';
import { LAST_LINE, type Answer, type LedgerCall } from './crashLedger';

export interface CrashList {
  readonly listId: number;
  readonly recipients: readonly string[];
}

export interface CrashWork {
  readonly session: string;
  readonly templateId: number;
  /** Launched all the time. */
  readonly small: CrashList;
  /** Launched once in a while: more than one batch of an expansion. */
  readonly large: CrashList;
  readonly ledger: LedgerCall[];
}

const SENDERS = 3;
/** Rounds between two launches of the large list. */
const LARGE_EVERY = 10;

export interface Callers {
  /** Says that the gateway is being killed: from now on calls may fail. */
  expectEnd(): void;
  /** Resolves when every call has its answer, or will have none. @throws if one failed before its time */
  readonly ended: Promise<unknown>;
}

export function startCallers(url: string, work: CrashWork, round: number): Callers {
  const soap = soapClient(url);
  let isEnding = false;
  let calls = 0;
  const tell = async (
    kind: LedgerCall['kind'],
    recipients: readonly string[],
    subject: string,
    call: () => Promise<unknown>,
  ): Promise<boolean> => {
    const note = (answer: Answer): boolean => {
      work.ledger.push({ kind, subject, recipients, answer });
      return answer !== 'none';
    };
    try {
      const answer = await call();
      const isAccepted = kind === 'send' ? answer === 0 : /^\d+$/.test(String(answer));
      if (!isAccepted) throw new TypeError(`${kind} was answered with ${String(answer)}`);
      return note('accepted');
    } catch (error) {
      if (error instanceof TypeError) throw error;
      if (error instanceof SoapFault) return note('refused');
      if (!isEnding) throw error;
      return note('none');
    }
  };
  const newSubject = (kind: string): string => `${kind} ${round}.${(calls += 1)}`;

  const send = async (): Promise<void> => {
    let goesOn = true;
    while (goesOn && !isEnding) {
      const subject = newSubject('send');
      const to = Array.from(
        { length: randomInt(1, 4) },
        (_, i) => `${subject.replace(' ', '')}-${i}@example.org`,
      );
      const filler = 'A line of text that makes the mails differ in length.\n'.repeat(randomInt(0, 60));
      goesOn = await tell('send', to, subject, () =>
        soap.call('sendMessage', {
          session: work.session,
          xmlFlags: `<list_id>${work.small.listId}</list_id>${to.map((each) => `<to>${each}</to>`).join('')}`,
          subject,
          htmlBody: '',
          plainTextBody: `${filler}${LAST_LINE}`,
          predata: null,
        }),
      );
    }
  };
  const launch = async (): Promise<void> => {
    let goesOn = true;
    for (let i = 0; goesOn && !isEnding; i++) {
      if (i > 0) await sleep(randomInt(10, 300));
      if (isEnding) return;
      const { listId, recipients } = i === 0 && round % LARGE_EVERY === 0 ? work.large : work.small;
      const subject = newSubject('launch');
      const flags = { list_id: listId, template_id: work.templateId, subject };
      goesOn = await tell('launch', recipients, subject, () =>
        soap.call('listRun', {
          session: work.session,
          xmlFlags: Object.entries(flags)
            .map(([tag, value]) => `<${tag}>${value}</${tag}>`)
            .join(''),
        }),
      );
    }
  };
  return {
    expectEnd: () => (isEnding = true),
    ended: Promise.all([...Array.from({ length: SENDERS }, send), launch()]),
  };
}
