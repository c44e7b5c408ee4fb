/** What user agents say of themselves, in the words that events keep. */
import { describeClient } from '../../../src/core/events/describeClient';

test.each([
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36',
    'Chrome 126',
    'Windows 10',
    'desktop',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.0',
    'Thunderbird',
    'Linux',
    'desktop',
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1',
    'Safari 16',
    'iOS 16',
    'tablet',
  ],
  [
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'Gmail',
    '',
    'proxy',
  ],
  ['', '', '', ''],
])('%s', (userAgent, browser, operatingSystem, clientType) => {
  expect(describeClient(userAgent)).toEqual({ browser, operatingSystem, clientType, isRobot: false });
});

test.each([
  'Googlebot/2.1',
  'Mozilla/5.0 (compatible; NewsBot; +https://news.example/)',
  'curl/8.5.0',
  'python-requests/2.32',
  'Barracuda Link Checker',
  'Slackbot-LinkExpanding 1.0',
])('%s is a robot', (userAgent) => {
  expect(describeClient(userAgent)).toMatchObject({ clientType: 'robot', isRobot: true });
});

test('a long or strange one does no harm', () => {
  for (const text of ['('.repeat(100_000), '\u0000<script>', 'x'.repeat(1_000_000)])
    expect(describeClient(text).isRobot).toBe(false);
});
