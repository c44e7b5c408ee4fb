/** The languages that examples of REST calls are written in, in the order in which they are shown. */
import { curlRest } from './curl';
import { javascriptRest } from './javascript';
import { phpRest } from './php';
import { pythonRest } from './python';
import type { RestRequest } from './restRequest';
import { rubyRest } from './ruby';

export interface RestLanguage {
  readonly id: string;
  readonly title: string;
  readonly write: (request: RestRequest) => string;
}

export const REST_LANGUAGES: readonly RestLanguage[] = [
  { id: 'curl', title: 'curl', write: curlRest },
  { id: 'php', title: 'PHP', write: phpRest },
  { id: 'python', title: 'Python', write: pythonRest },
  { id: 'javascript', title: 'JavaScript', write: javascriptRest },
  { id: 'ruby', title: 'Ruby', write: rubyRest },
];
