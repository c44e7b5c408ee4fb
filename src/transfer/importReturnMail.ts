/** Takes in return mail that was kept in files, and counts what it was and what became of it. */
import type { Intake, ReturnMailIntake } from '../core/bounces/returnMailIntake';
import { mailsOf } from './mailFiles';

export interface ImportedReturnMail {
  readonly mails: number;
  readonly softBounces: number;
  readonly hardBounces: number;
  readonly blocks: number;
  readonly complaints: number;
  readonly autoReplies: number;
  readonly delays: number;
  /** Not understood. */
  readonly unknown: number;
  readonly recorded: number;
  /** Known before. */
  readonly repeats: number;
  /** About no message of ours. */
  readonly unmatched: number;
}

type Counts = { -readonly [K in keyof ImportedReturnMail]: number };

/**
 * Safe to repeat: what is known is not counted again.
 * @param path a file, or a folder of files
 * @param onMail told after each mail how many were read
 * @throws {TransferError} if there is no such file or folder
 */
export async function importReturnMail(
  path: string,
  intake: ReturnMailIntake,
  onMail: (mails: number) => void,
): Promise<ImportedReturnMail> {
  const counts: Counts = {
    mails: 0,
    softBounces: 0,
    hardBounces: 0,
    blocks: 0,
    complaints: 0,
    autoReplies: 0,
    delays: 0,
    unknown: 0,
    recorded: 0,
    repeats: 0,
    unmatched: 0,
  };
  for await (const mail of mailsOf(path)) {
    const taken = await intake.take(mail, null, 'import');
    counts.mails += 1;
    counts[kindOf(taken)] += 1;
    const result = RESULTS[taken.result];
    if (result) counts[result] += 1;
    onMail(counts.mails);
  }
  return counts;
}

const RESULTS: Readonly<Record<Intake['result'], keyof Counts | null>> = {
  recorded: 'recorded',
  repeat: 'repeats',
  unmatched: 'unmatched',
  nothing: null,
};

function kindOf({ verdict: { kind, type } }: Intake): keyof Counts {
  if (kind === 'autoReply') return 'autoReplies';
  if (kind === 'delayed') return 'delays';
  if (kind === 'complaint') return 'complaints';
  if (kind === 'unknown') return 'unknown';
  if (type === 31) return 'hardBounces';
  return type === 36 ? 'blocks' : 'softBounces';
}
