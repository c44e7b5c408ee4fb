/** A command of the HTTP API as a step through a dropped file: what it does and the step are one transaction. */
import { required, type Operation } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { advanceDrop, type DropProblem } from '../../core/drops/dropState';
import { realmOperation, type RealmContext } from '../context';

/** Where in which file a step stands. */
export const place = {
  dropMark: required(t.string, 'Mark of the file, in hexadecimal digits.'),
  dropHolder: required(t.string, 'The process that works on it, likewise.'),
  dropFrom: required(t.int, 'How far the file is in this realm.'),
  dropTo: required(t.int, 'How far it is afterwards.'),
  dropLines: required(t.string, 'Lines of those of this step, with commas.'),
};

export interface Place {
  readonly dropMark: string;
  readonly dropHolder: string;
  readonly dropFrom: number;
  readonly dropTo: number;
  readonly dropLines: string;
}

export const heldDrop = ({ dropMark, dropHolder }: Pick<Place, 'dropMark' | 'dropHolder'>) => ({
  mark: Buffer.from(dropMark, 'hex'),
  holder: Buffer.from(dropHolder, 'hex'),
});

export const provenance = {
  confidence: 'ours',
  basis: 'How the legacy platform kept count of its files is not known.',
} as const;

export function inDrop(command: Operation): Operation {
  const { prepare } = command;
  return {
    ...command,
    parameters: { ...place, ...command.parameters },
    forms: command.forms.map((form) => ({
      ...form,
      parameters: [...Object.keys(place), ...form.parameters],
    })),
    ...(prepare && { prepare }),
    handler: async (input, given, prepared) => {
      const context = given as RealmContext;
      const at = input as unknown as Place;
      const lines = at.dropLines.split(',').map(Number);
      const problems: DropProblem[] = [];
      // Another process that has gone on meanwhile is told so before anything is done, and again by the step itself.
      const answer = await command.handler(
        input,
        {
          ...context,
          onRecordProblem: (index: number, reason: string) =>
            void problems.push({
              position: at.dropTo - lines.length + index,
              line: lines[index] ?? 0,
              reason,
            }),
        } as never,
        prepared,
      );
      await advanceDrop(
        context.sql,
        context.realm,
        heldDrop(at),
        { from: at.dropFrom, to: at.dropTo, count: lines.length, problems },
        context.now,
      );
      return answer;
    },
    // A report changes nothing, and yet the file goes on.
    access: 'write',
  };
}

/** A step over what was refused as a whole. */
export const dropRefused = realmOperation({
  name: 'dropRefused',
  group: 'realm',
  doc: 'Notes that the next records of a dropped file were refused, and goes on behind them.',
  access: 'write',
  parameters: { ...place, reason: required(t.string, 'Why.') },
  forms: [[...Object.keys(place), 'reason'].join(' ')],
  result: t.code,
  resultDoc: '0.',
  provenance,
  handler: async (input, { sql, realm, now }) => {
    const lines = input.dropLines.split(',').map(Number);
    const { dropFrom: from, dropTo: to, reason } = input;
    const count = lines.length;
    const problems = lines.map((line, i) => ({ position: to - count + i, line, reason }));
    await advanceDrop(sql, realm, heldDrop(input), { from, to, count, problems }, now);
    return 0;
  },
});
