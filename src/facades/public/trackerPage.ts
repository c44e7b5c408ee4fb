/** `/t`: the open pixel and the click redirect. */
import type { RequestHandler } from 'express';
import type { CallPage } from './callPage';
import { privately, sendPage, sentence } from './page';
import { isRead, readerOf } from './readRequest';

/** One transparent pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
/** Our own parameters come first and end with `u`; whatever follows belongs to the target. */
const CLICK = /^(.*?)(?:^|&)u=(\d{1,10})(?:&(.*))?$/s;
const MAX_VALUES = 50;

export const trackerPage =
  (call: CallPage, trustProxy: boolean): RequestHandler =>
  async (request, response) => {
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?') + 1) : '';
    const reader = readerOf(request, trustProxy);
    const click = CLICK.exec(query);
    const own = new URLSearchParams(click ? click[1] : query);
    if (!click) {
      // The picture does not wait for its record, and is served whatever becomes of that.
      if (own.get('t') === '10' && isRead(request))
        void call('pageOpen', { token: own.get('e') ?? '', ...reader }, reader.address);
      privately(response).type('gif').send(PIXEL);
      return;
    }
    const args = {
      token: own.get('e') ?? '',
      linkId: Math.min(Number(click[2]), 2 ** 31 - 1),
      values: own.getAll('v').slice(0, MAX_VALUES),
      seal: own.get('s') ?? '',
      appended: click[3] ?? '',
      counts: isRead(request),
      ...reader,
    };
    const outcome = await call('pageClick', args, reader.address);
    if (outcome.ok && typeof outcome.value === 'string') privately(response).redirect(302, outcome.value);
    else if (!outcome.ok && outcome.status < 500)
      sendPage(response, 404, sentence('This link leads nowhere', 'It is not complete, or not one of ours.'));
    else
      sendPage(
        response,
        503,
        sentence('Not now', 'The link cannot be looked up at the moment. Please try again.'),
      );
  };
