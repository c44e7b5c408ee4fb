/** The commands of the HTTP API as a page of the reference. */
import type { Operation } from '../../contract/defineOperation';
import { typeName } from '../../contract/wireTypes';
import { HTTP_API_PATHS } from '../httpapi/httpApiNames';
import { html, type Html } from '../public/html';
import { realmRule } from './operationTexts';

export const commandsPage = (commands: readonly Operation[]): Html =>
  html`<h2>HTTP API</h2>
    <p class="lead">
      ${commands.length} commands at <code>${HTTP_API_PATHS.join(' or ')}</code>, by GET or POST, with
      arguments by name: <code>cmd</code>, <code>realm</code>, <code>pwd</code>, and those of the command.
    </p>
    <p>
      The status is always 200. A command that changes something answers <code>SUCCESS: ...</code>, one that
      reads answers rows, and nothing at all where there are none; what goes wrong is
      <code>FAILURE: ...</code>. Readers take <code>output_format</code> and <code>headers</code>.
    </p>
    ${commands.map(commandSection)}`;

const commandSection = ({
  name,
  aliases,
  doc,
  access,
  parameters,
  resultDoc,
  identity,
  provenance,
}: Operation): Html =>
  html`<section class="operation" id="${name}">
    <h3>${name}</h3>
    <p class="badges">
      <span class="badge ${access}">${access === 'read' ? 'read only' : 'changes data'}</span>
      <span class="badge">${provenance.confidence}</span>
    </p>
    <p>${doc}</p>
    ${aliases ? html`<p class="hint">Also called ${aliases.join(', ')}.</p>` : null}
    <dl class="parameters">
      ${Object.entries(parameters).map(
        ([argument, { type, doc: meaning, optional, also }]) =>
          html`<div>
            <dt>
              <code>${[argument, ...(also ?? [])].join(', ')}</code>
              <span class="type">${typeName(type)}${optional ? '' : ', required'}</span>
            </dt>
            <dd>${meaning}</dd>
          </div>`,
      )}
    </dl>
    <p><strong>Answers:</strong> ${resultDoc}</p>
    <p>${realmRule(identity, (counterpart) => counterpart)}</p>
    <p class="basis"><strong>How sure we are:</strong> ${provenance.confidence}. ${provenance.basis}</p>
  </section>`;
