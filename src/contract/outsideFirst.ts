/**
 * What a transaction must not do itself, because others would wait for it meanwhile: ask another database while rows
 * are locked, or fetch a page. It is rolled back, that is done, and it runs again with the answer at hand.
 */

/** Thrown in a transaction that needs `work` done outside it first. */
export class OutsideFirst extends Error {
  override readonly name = 'OutsideFirst';

  constructor(readonly work: () => Promise<void>) {
    super('the transaction needs something from outside first');
  }
}

/** A page can ask for pages, and the next message for others; each time more is known. */
const MOST_ROUNDS = 20;

/** @param transaction begins again each time */
export async function withOutsideFirst<T>(transaction: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (!(error instanceof OutsideFirst) || round === MOST_ROUNDS) throw error;
      await error.work();
    }
  }
}
