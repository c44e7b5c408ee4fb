/** What a reader sees where an operation said no. */
import type { Response } from 'express';
import type { Outcome } from './callPage';
import { sendPage, sentence } from './page';

export function sendProblem(response: Response, outcome: Outcome & { readonly ok: false }): void {
  const { code, status } = outcome;
  if (code === 'token.invalid')
    sendPage(
      response,
      404,
      sentence('This link is not valid', 'It is not complete, is used already, or is not valid any more.'),
    );
  else if (code === 'page.tooMany')
    sendPage(response, 429, sentence('Too often', 'That was tried too often. Please try again later.'));
  else if (status >= 500)
    sendPage(
      response,
      503,
      sentence(
        'Not now',
        'This does not work at the moment, and nothing was changed. Please try again later.',
      ),
    );
  else sendPage(response, status, sentence('This does not work', outcome.text));
}
