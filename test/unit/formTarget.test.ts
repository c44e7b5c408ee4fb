/** What the policy of a page says of the address that its form may lead to. */
import { formTarget } from '../../src/facades/public/page';

test.each([
  ['https://shop.example/thanks?a=b', ' https://shop.example'],
  ['HTTP://Shop.Example:8080/x', ' http://shop.example:8080'],
  ['https://münchen.example/', ' https://xn--mnchen-3ya.example'],
  ['http://[2001:db8::1]:80/', ' http://[2001:db8::1]'],
  ['https://a.example;script-src *', ''],
  ["https://a.example;script-src'unsafe-inline'", ''],
  ['https://a;script-src.example/', ''],
  ['https://*/', ''],
  ['https://a.example,b.example/', ''],
  ['javascript:alert(1)', ''],
  ['data:text/html,x', ''],
  ['ftp://a.example/', ''],
  ['nonsense', ''],
  ['', ''],
])('%s', (landing, target) => {
  expect(formTarget(landing)).toBe(target);
});
