/** The endpoints of REST as a page of the reference. */
import { pathParameters, type Endpoint } from '../../contract/endpoint';
import { typeName } from '../../contract/wireTypes';
import { html, type Html } from '../public/html';
import { REST_DESCRIPTION, REST_ROOT } from '../rest/restNames';
import { EXPLORER_PATH } from './frame';
import { realmRule } from './operationTexts';

export const endpointsPage = (endpoints: readonly Endpoint[]): Html =>
  html`<h2>REST</h2>
    <p class="lead">
      ${endpoints.length} endpoints below <code>${REST_ROOT}</code>, with realm and password as
      <code>Authorization: Basic</code>. For machines:
      <a href="..${REST_ROOT}${REST_DESCRIPTION}">OpenAPI 3.1</a>.
    </p>
    ${endpoints.map(endpointSection)}`;

function endpointSection({ operation, paths, query, body, status }: Endpoint): Html {
  const { name, doc, access, parameters, resultDoc, errors, identity, provenance } = operation;
  const places = [
    ...pathParameters(paths[0]!).map((each) => [each, 'path'] as const),
    ...query.map((each) => [each, 'query'] as const),
    ...(body === null ? [] : [[body, 'body'] as const]),
  ];
  const id = name.replace(' ', '');
  return html`<section class="operation" id="${id}">
    <h3>${name} <a class="open" href="..${EXPLORER_PATH}#${id}">try it</a></h3>
    <p class="badges">
      <span class="badge ${access}">${access === 'read' ? 'read only' : 'changes data'}</span>
      <span class="badge">${provenance.confidence}</span>
    </p>
    <p>${doc}</p>
    ${paths.length > 1 ? html`<p class="hint">Also understood: ${paths.slice(1).join(', ')}.</p>` : null}
    <dl class="parameters">
      ${places.map(([each, place]) => {
        const { type, doc: meaning, optional } = parameters[each]!;
        return html`<div>
          <dt>
            <code>${each}</code>
            <span class="type"
              >${place}, ${typeName(type)}${optional || place === 'path' ? '' : ', required'}</span
            >
          </dt>
          <dd>${meaning}</dd>
        </div>`;
      })}
    </dl>
    <p><strong>Answers ${status}:</strong> ${resultDoc}</p>
    <p>
      ${realmRule(identity, (counterpart) => counterpart)}
      ${errors.length === 0 ? '' : `Errors: ${errors.join(', ')}.`}
    </p>
    <p class="basis"><strong>How sure we are:</strong> ${provenance.confidence}. ${provenance.basis}</p>
  </section>`;
}
