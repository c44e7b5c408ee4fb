/** What a scan makes of each form of tag. */
import { scanTags } from '../../../src/core/templates/language/scanTags';

test.each([
  ['%%$EMAIL%%', '%%$email%%', 'known'],
  ['%%$first_name%%', '%%$first%%', 'known'],
  ['%% $tier %%', '%%$tier%%', 'known'],
  ['%%$__campaign_id%%', '%%$__campaign_id%%', 'known'],
  ['%%$__list_id%%', '%%$__list_id%%', 'ours'],
  ['%%$__other%%', '%%$__other%%', 'unknown'],
  ['%%$orders.total%%', '%%$orders.total%%', 'ours'],
  ['%%set a = $b%%', '%%set a = $b%%', 'known'],
  ['%%SET a="x"%%', '%%set a = "..."%%', 'known'],
  ['%%set e = { {urlencode $email} }%%', '%%set e = {urlencode $email}%%', 'known'],
  ['%%set d = {date $when "yyyy"}%%', '%%set d = {date $when "..."}%%', 'ours'],
  ['%%{now "yyyy"}%%', '%%{now "..."}%%', 'ours'],
  ['%%if a = "1" then print "x"%%', '%%if a = "..." then print "..."%%', 'known'],
  ['%%if a = "" then printdata b%%', '%%if a = "..." then printdata b%%', 'known'],
  [
    '%%if a = "" then print "" else printdata b%%',
    '%%if a = "..." then print "..." else printdata b%%',
    'ours',
  ],
  [
    '%%if not exists a and b > "1" then print ""%%',
    '%%if (not (exists a)) and (b > "...") then print "..."%%',
    'ours',
  ],
  ['%%UNSUB_HREF%%', '%%UNSUB_HREF%%', 'known'],
  ['%%ftaf%%', '%%ftaf%%', 'ours'],
  ['%%article News title%%', '%%article "News" title%%', 'ours'],
  ['%% smartget http://x.example/ %%', '%%smartget%%', 'known'],
  [
    '%%smartget url="http://x.example/"&start_at="a"&fix_quotes%%',
    '%%smartget&start_at&fix_quotes%%',
    'known',
  ],
  ['%%includeTemplate /x%%', '%%includeTemplate%%', 'unknown'],
  ['%%NOTHING%%', '%%NOTHING%%', 'unknown'],
  ['%%if a\n  then b%%', '%%if a then b%%', 'unknown'],
  ['%%$my key%%', '%%$my key%%', 'unknown'],
])('%j counts as %j, %s', (text, form, status) => {
  expect(scanTags(`\n${text}`)).toEqual([{ form, status, line: 2, column: 1 }]);
});

test('tags in the address of a smartget count, and options that it does not know', () => {
  expect(scanTags('%%smartget url="http://x.example/%%$zip%%"&mystery=1%%')).toEqual([
    { form: '%%smartget%%', status: 'known', line: 1, column: 1 },
    { form: '%%smartget &mystery%%', status: 'unknown', line: 1, column: 1 },
    { form: '%%$zip%%', status: 'known', line: 1, column: 1 },
  ]);
});

test('text is no tag', () => {
  expect(scanTags('100%% off, 50 %% and 5%%%')).toEqual([]);
});

test('an article that the realm does not have is unknown', () => {
  const names = new Set(['News']);
  const text = '%%article News title%% %%article "Lost one"%%';
  expect(scanTags(text, names).map(({ form, status }) => [form, status])).toEqual([
    ['%%article "News" title%%', 'ours'],
    ['%%article "Lost one" body%%', 'unknown'],
  ]);
  expect(scanTags(text).map(({ status }) => status)).toEqual(['ours', 'ours']);
});
