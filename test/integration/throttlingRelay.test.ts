/** A relay that answers 450 above a rate: it is sent to more slowly, and everybody gets the mail, once. */
import type { DeliveryWorker } from '../../src/delivery/deliveryWorker';
import { smtpTransport } from '../../src/delivery/smtpTransport';
import { until } from '../support/launchParts';
import { mailRealm } from '../support/mailRealm';
import { startSmtpSink } from '../support/smtpSink';
import { testDatabase } from '../support/testDatabase';

const databases = testDatabase();
afterAll(() => databases.close());

const MAILS = 400;
const A_SECOND = 50;

it('learns the pace of the relay, fails nobody, and does not wait as for a mail that was refused', async () => {
  const mail = await mailRealm(databases, 'email_first_name');
  const sink = await startSmtpSink();
  const taken: number[] = [];
  let refused = 0;
  sink.on.rcpt = () => {
    const since = performance.now() - 1000;
    if (taken.filter((at) => at > since).length >= A_SECOND) {
      refused += 1;
      return [450, '4.7.1 slow down'];
    }
    taken.push(performance.now());
    return null;
  };
  const to = Array.from({ length: MAILS }, (_, i) => `<to>r${i}@example.org</to>`).join('');
  await mail.send({ subject: 's', plainTextBody: 'p', xmlFlags: `<from>f@sender.example</from>${to}` });
  const transport = smtpTransport({ url: sink.url, connections: 8 });
  // A mail that waits its usual time does not come back within this test.
  const worker: DeliveryWorker = mail.worker(transport, { retryDelays: [3_600_000] });
  worker.start();
  await until(async () => (await mail.queued()) === 0);
  await worker.stop();
  await transport.close();
  await sink.close();
  expect(refused).toBeGreaterThan(0);
  // Without a pace each would be refused again and again.
  expect(refused).toBeLessThan(MAILS / 2);
  expect(sink.mails.map(({ to: [address] }) => address).sort()).toEqual(
    Array.from({ length: MAILS }, (_, i) => `r${i}@example.org`).sort(),
  );
  expect(new Set((await mail.messages()).map(({ status }) => status))).toEqual(new Set(['sent']));
  expect(mail.logged.map(({ event }) => event)).toContain('delivery: the relay takes mail more slowly');
}, 60_000);
