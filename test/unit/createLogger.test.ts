/** The log: what a line looks like, and when lines reach their target. */
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../src/log/createLogger';

/** A target that keeps every write. */
function target(): { stream: Writable; writes: string[] } {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      writes.push(chunk);
      done();
    },
  });
  return { stream, writes };
}

test('an entry is one JSON object on a line of its own', () => {
  const { stream, writes } = target();
  const log = createLogger('info', stream);
  log.info('call', { operation: 'getVersion', client: null, note: 'a\nb "c"' });
  log.flush();
  const [line, rest] = writes.join('').split('\n');
  expect(rest).toBe('');
  const { time, ...details } = JSON.parse(line!) as Record<string, unknown>;
  expect(new Date(time as string).toISOString()).toBe(time);
  expect(details).toEqual({
    level: 'info',
    event: 'call',
    operation: 'getVersion',
    client: null,
    note: 'a\nb "c"',
  });
});

test('lines wait for a moment and are then written at once, in order', async () => {
  const { stream, writes } = target();
  const log = createLogger('info', stream);
  for (let i = 0; i < 3; i++) log.info(`event ${i}`);
  expect(writes).toEqual([]);
  while (writes.length === 0) await sleep(5);
  expect(writes).toHaveLength(1);
  expect([...writes[0]!.matchAll(/"event":"(.*?)"/g)].map(([, event]) => event)).toEqual([
    'event 0',
    'event 1',
    'event 2',
  ]);
});

test.each(['warn', 'error'] as const)('%s is written without delay, after all that led to it', (level) => {
  const { stream, writes } = target();
  const log = createLogger('info', stream);
  log.info('before');
  log[level]('trouble');
  expect(writes.join('')).toMatch(/"before".*\n.*"trouble"/);
});

test('many lines do not wait', () => {
  const { stream, writes } = target();
  const log = createLogger('info', stream);
  log.info('large', { text: 'x'.repeat(70_000) });
  expect(writes).toHaveLength(1);
});

test('lines below the level are left out', () => {
  const { stream, writes } = target();
  const log = createLogger('warn', stream);
  log.info('info');
  log.debug('debug');
  log.warn('warn');
  log.flush();
  expect(writes.join('').match(/"event":"\w+"/g)).toEqual(['"event":"warn"']);
});
