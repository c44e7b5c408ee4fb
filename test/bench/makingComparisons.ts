/** Making mails, without sending them: the template language, and the composer. */
import type { Comparison, Contender } from './comparison';
import type { MailMaking, MailMakingRequest, MailMakingResult } from './mailMaking';
import type { World } from './world';

/** How far the sizes of what both make may be apart. */
const SAME_SIZE = 0.05;

export const renderComparison = (world: World): Promise<Comparison> =>
  making(
    world,
    'filling in a newsletter',
    { name: 'template language', work: 'render' },
    { name: 'one regular expression', work: 'replace' },
    null,
  );

export const composeComparison = (world: World): Promise<Comparison> =>
  making(
    world,
    'building a mail',
    { name: 'composeMail', work: 'composeMail' },
    { name: 'nodemailer MailComposer', work: 'mailComposer' },
    1,
  );

interface Making {
  readonly name: string;
  readonly work: MailMaking;
}

async function making(
  world: World,
  name: string,
  ours: Making,
  bare: Making,
  expected: number | null,
): Promise<Comparison> {
  const sizes: number[] = [];
  const contender = async (one: Making): Promise<Contender & { stop(): Promise<void> }> => {
    const child = await world.start('mailMaking.ts');
    return {
      name: one.name,
      processId: child.processId,
      async run(seconds) {
        const made = await child.ask<MailMakingResult>({
          work: one.work,
          seconds,
        } satisfies MailMakingRequest);
        sizes.push(made.bytes);
        return made;
      },
      stop: () => child.stop(),
    };
  };
  const [first, second] = [await contender(ours), await contender(bare)];
  return {
    name,
    unit: 'messages',
    ours: first,
    bare: second,
    expected,
    async close() {
      await first.stop();
      await second.stop();
      const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
      if (most - least > SAME_SIZE * most)
        throw new Error(`${name}: the two differ in size: ${least} to ${most} bytes`);
    },
  };
}
