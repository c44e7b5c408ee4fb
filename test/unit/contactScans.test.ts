/** The time that a search for a part of a value may take. */
import { ContactScans } from '../../src/core/contacts/contactScans';

test('a scan ends when its time is over, the wait for its turn included', async () => {
  let now = 0;
  const scans = new ContactScans({ atOnce: 1, waiting: 5, milliseconds: 2000 }, () => now);
  let finish = (): void => undefined;
  const first = scans.run(
    1,
    () => false,
    async (check) => {
      await new Promise<void>((resolve) => (finish = resolve));
      check();
    },
  );
  const second = scans.run(
    1,
    () => false,
    () => Promise.resolve('never'),
  );
  // Another realm has its own turns.
  expect(
    await scans.run(
      2,
      () => false,
      () => Promise.resolve('at once'),
    ),
  ).toBe('at once');
  now = 2001;
  finish();
  await expect(first).rejects.toThrow('ended after 2 seconds; search for the whole value');
  await expect(second).rejects.toMatchObject({ code: 'search.tooLong' });
});
