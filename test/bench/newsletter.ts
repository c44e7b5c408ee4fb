/** A newsletter as people send them: a dozen kilobytes of HTML with some twenty tags and a condition, and somebody it is for. */
import type { RenderContext } from '../../src/core/templates/language/renderTemplate';

const ARTICLE = `<tr><td style="padding:0 24px 24px 24px;font-family:Arial,Helvetica,sans-serif">
  <h2 style="font-size:20px;line-height:26px;margin:0">What is new this month, %%$first%%</h2>
  <p style="font-size:14px;line-height:20px;color:#333333">A paragraph that says something of interest to people in %%$city%%,
  and goes on for a while, because newsletters do: it speaks of prices, of dates, and of things that one could buy – or not.</p>
  <p><a href="https://shop.example/offers?from=news&amp;plan=%%$plan%%" style="color:#0055aa">Read on</a></p>
</td></tr>
`;

/** Twenty-one tags, a condition between them. */
export const NEWSLETTER = `<!doctype html>
<html><head><title>News of Example &amp; Söhne</title><style>body{margin:0;padding:0}a{text-decoration:none}</style></head>
<body><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0">
<tr><td><p>Dear %%$first%%,</p>%%if plan = "gold" then print "<p><b>As a gold member you read this first.</b></p>"%%</td></tr>
${ARTICLE.repeat(6)}${'<tr><td style="height:24px;font-size:0;line-height:0;border-bottom:1px solid #dddddd">&nbsp;</td></tr>\n'.repeat(60)}
<tr><td><p>You have %%$points%% points. <a href="%%UNSUB_HREF%%">Unsubscribe</a></p></td></tr>
</table></body></html>
`;

export const VALUES: Readonly<Record<string, string>> = {
  first: 'Zoë',
  city: 'Springfield',
  plan: 'gold',
  points: '1,234',
};

export const SURROUNDINGS: RenderContext = {
  values: {
    data: new Map(),
    standard: new Map([
      ['email', 'zoe@customer.example'],
      ['first', VALUES.first!],
      ['city', VALUES.city!],
    ]),
    custom: [
      { name: 'plan', text: VALUES.plan! },
      { name: 'points', text: VALUES.points! },
      { name: 'note', text: 'likes cats' },
    ],
  },
  timeZone: 'UTC',
  now: new Date('2026-11-22T12:00:00Z'),
  links: { UNSUB_HREF: 'https://mail.example/u?id=0123456789ABCDEF' },
  fetched: new Map(),
};
