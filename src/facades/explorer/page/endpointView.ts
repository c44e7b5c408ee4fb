/** One endpoint of REST: what it is for, how sure we are of it, what it answers, and the panel to send it. */
import type { EndpointDescription } from '../apiDescription';
import { breakablePath, el } from './dom';
import { endpointPanel, type EndpointParts } from './endpointPanel';
import { accessBadge, sureness } from './marks';
import { errorList, realmBadges, refusalFor } from './operationView';

export function endpointView(parts: EndpointParts, endpoint: EndpointDescription): HTMLElement {
  const { api, base, realm } = parts.gateway;
  const refusal = refusalFor(endpoint, realm);
  const counterpart = api.endpoints.find(({ name }) => name === refusal?.counterpart);
  return el(
    'article',
    {},
    el('h2', { tabindex: '-1', class: 'endpoint' }, ...breakablePath(endpoint)),
    el(
      'p',
      { class: 'badges' },
      accessBadge(endpoint),
      sureness(endpoint.confidence),
      ...realmBadges(endpoint),
    ),
    refusal &&
      el(
        'div',
        { class: 'notice', role: 'note' },
        el('p', {}, el('strong', {}, 'Your realm refuses this call. '), refusal.reason),
        counterpart
          ? el(
              'p',
              {},
              'Call instead: ',
              el('a', { href: `#${counterpart.id}` }, ...breakablePath(counterpart)),
            )
          : null,
      ),
    el('p', { class: 'lead' }, endpoint.doc),
    el(
      'p',
      { class: 'basis' },
      el('strong', {}, 'How sure we are: '),
      `${endpoint.confidence}. ${endpoint.basis}`,
    ),
    el('h3', {}, 'Answers'),
    el(
      'p',
      {},
      el('code', {}, `${endpoint.status}${endpoint.status === 204 ? '' : ` ${endpoint.result}`}`),
      ` ${endpoint.resultDoc}`,
    ),
    ...endpointPanel(parts, endpoint),
    el('h3', {}, 'Errors'),
    errorList(endpoint, api.errors),
    el(
      'p',
      { class: 'hint' },
      'All endpoints for machines: ',
      el('a', { href: new URL(api.paths.openApi, base).href }, 'OpenAPI 3.1'),
      '.',
    ),
  );
}
