/** The reference as pages: an overview, and a page for each group of operations. They need no script. */
import { Router } from 'express';
import type { Form, Group, Operation } from '../../contract/defineOperation';
import type { Endpoint } from '../../contract/endpoint';
import { errorCatalogue } from '../../contract/errorCatalogue';
import { typeName } from '../../contract/wireTypes';
import { html, type Html } from '../public/html';
import { positional } from '../wire/positional';
import { commandsPage } from './commandsPage';
import {
  CLIENT_FAMILIES,
  COVERAGE_NOTES,
  coverageRows,
  REST_FAMILIES,
  restCoverageRows,
  type CoverageRow,
} from './coverage';
import { GROUP_TITLES } from './describeApi';
import { endpointsPage } from './endpointsPage';
import { EXPLORER_PATH, framedPage, sendFrame, type Frame } from './frame';
import { rankOperations } from './page/rankOperations';
import { realmRule, signature, structures } from './operationTexts';

export interface ReferenceOptions {
  readonly operations: readonly Operation[];
  /** Of the HTTP API. */
  readonly commands: readonly Operation[];
  /** Of REST. */
  readonly endpoints: readonly Endpoint[];
  /** Name of the folder of the page's files. */
  readonly mark: () => string;
}

export const REFERENCE_PATH = '/docs';

/** Longest text that is searched for, in characters. */
const MAX_QUERY = 100;

/** What a page is about; null for the overview. */
type Current = Group | 'http-api' | 'rest' | 'coverage' | 'search' | null;

export function referencePages({ operations, commands, endpoints, mark }: ReferenceOptions): Router {
  const groups = [...new Set(operations.map(({ group }) => group))];
  const searched = operations.map((operation) => ({
    ...operation,
    parameters: Object.keys(operation.parameters).map((name) => ({ name })),
  }));
  const router = Router({ strict: true });
  const frame = (title: string, current: Current, body: Html, query = ''): Frame => {
    const root = current === null ? '' : '../';
    return {
      title: `${title} - Soapstone`,
      root,
      mark: mark(),
      scripts: [],
      corner: html``,
      body: html`<div class="columns reference">
        <main id="view"><article>${body}</article></main>
        <nav id="calls" aria-label="Groups">
          ${searchForm(`${root}docs/search`, query)}${contents(operations, groups, current, `${root}docs`)}
        </nav>
      </div>`,
    };
  };
  const page = (path: string, title: string, current: Current, body: () => Html): void => {
    router.get(
      path,
      framedPage(() => frame(title, current, body()), true),
    );
  };
  page(REFERENCE_PATH, 'Reference', null, () => overview(operations, groups));
  for (const group of groups)
    page(`${REFERENCE_PATH}/${group}`, GROUP_TITLES[group], group, () => groupPage(operations, group));
  page(`${REFERENCE_PATH}/http-api`, 'HTTP API', 'http-api', () => commandsPage(commands));
  page(`${REFERENCE_PATH}/rest`, 'REST', 'rest', () => endpointsPage(endpoints));
  page(`${REFERENCE_PATH}/coverage`, 'What real clients call', 'coverage', () =>
    coveragePage(operations, endpoints),
  );
  router.get(`${REFERENCE_PATH}/search`, (request, response) => {
    const asked = request.query.q;
    const query = (typeof asked === 'string' ? asked : '').slice(0, MAX_QUERY);
    const found = rankOperations(searched, query, (group) => GROUP_TITLES[group as Group]);
    sendFrame(request, response, frame('Search', 'search', searchPage(query, found), query));
  });
  router.get(`${REFERENCE_PATH}/`, (_request, response) => response.redirect('../docs'));
  return router;
}

const searchForm = (path: string, query: string): Html =>
  html`<form class="search" role="search" action="${path}" method="get">
    <label for="search" class="unseen">Search the calls</label>
    <input
      type="search"
      id="search"
      name="q"
      value="${query}"
      placeholder="Search the calls"
      autocomplete="off"
    />
  </form>`;

type Listed = Pick<Operation, 'name' | 'doc' | 'group'>;

const searchPage = (query: string, found: readonly Listed[]): Html =>
  html`<h2>Search</h2>
    <p class="lead">
      ${found.length === 0 ? `No call matches “${query}”.` : `${found.length} calls, those that fit best first.`}
    </p>
    ${operationLinks(found, '')}`;

/** @param path of the reference, from the page */
const operationLinks = (operations: readonly Listed[], path: string): Html =>
  html`<dl class="parameters">
    ${operations.map(
      ({ name, doc, group }) =>
        html`<div>
          <dt>
            <a href="${path}${group}#${name}"><code>${breakable(name)}</code></a>
          </dt>
          <dd>${doc}</dd>
        </div>`,
    )}
  </dl>`;

const inGroup = (operations: readonly Operation[], group: Group): Operation[] =>
  operations.filter((operation) => operation.group === group);

/** The groups, with the operations of the one that is shown. */
function contents(
  operations: readonly Operation[],
  groups: readonly Group[],
  current: Current,
  docs: string,
): Html {
  const open = (group: Group): Html | null =>
    group === current
      ? html`<ul>
          ${inGroup(operations, group).map(
            ({ name }) =>
              html`<li>
                <a href="#${name}"><span class="name">${breakable(name)}</span></a>
              </li>`,
          )}
        </ul>`
      : null;
  return html`<div class="groups">
    <ul>
      <li><a href="${docs}" ${current === null ? html` aria-current="page"` : null}>Overview</a></li>
      ${groups.map(
        (group) =>
          html`<li>
            <a href="${docs}/${group}" ${group === current ? html` aria-current="page"` : null}
              >${GROUP_TITLES[group]}</a
            >
            ${open(group)}
          </li> `,
      )}
      <li>
        <a href="${docs}/http-api" ${current === 'http-api' ? html` aria-current="page"` : null}>HTTP API</a>
      </li>
      <li>
        <a href="${docs}/rest" ${current === 'rest' ? html` aria-current="page"` : null}>REST</a>
      </li>
      <li>
        <a href="${docs}/coverage" ${current === 'coverage' ? html` aria-current="page"` : null}
          >What real clients call</a
        >
      </li>
    </ul>
  </div>`;
}

function overview(operations: readonly Operation[], groups: readonly Group[]): Html {
  return html`<h2>Reference</h2>
    <p class="lead">
      All ${operations.length} operations, as they are defined. To see which of them are right for a realm,
      and to run them, give a licence to the <a href="${EXPLORER_PATH.slice(1)}">page of calls</a>.
    </p>
    <p>
      Every operation but <code>beginSession</code> and <code>getVersion</code> takes the session. Any call
      can fault with <code>argument.missing</code>, <code>argument.invalid</code>,
      <code>session.invalid</code>, <code>server.busy</code> or <code>server.error</code>.
    </p>
    <h3>WSDLs</h3>
    <p>
      <a href="wsdl/WhatCountsAPI.wsdl">RPC/encoded</a>, with overloads, as the legacy platform had it, and
      <a href="wsdl/WhatCountsAPI-document.wsdl">document/literal</a>, where every form has a name of its own.
    </p>
    ${groups.map(
      (group) =>
        html`<h3>${GROUP_TITLES[group]}</h3>
          ${operationLinks(inGroup(operations, group), 'docs/')}`,
    )}
    <h3 id="structures">Structures</h3>
    <dl class="parameters">
      ${structures(operations).map(
        ({ name, fields }) =>
          html`<div>
            <dt><code>${breakable(name)}</code></dt>
            <dd>
              ${Object.entries(fields).map(([field, type]) => html`<code>${field}</code> ${typeName(type)} <br />`)}
            </dd>
          </div>`,
      )}
    </dl>
    <h3 id="errors">Errors</h3>
    <dl class="parameters">
      ${Object.entries(errorCatalogue).map(
        ([code, { meaning, text, soap }]) =>
          html`<div>
            <dt><code>${code}</code></dt>
            <dd>
              ${meaning}<br /><span class="hint"><code>${soap}</code> ${text}</span>
            </dd>
          </div>`,
      )}
    </dl>`;
}

function coveragePage(operations: readonly Operation[], endpoints: readonly Endpoint[]): Html {
  const rows = coverageRows(operations);
  const reached = rows.filter(({ called }) => called.includes(true)).length;
  return html`<h2>What real clients call</h2>
    <p class="lead">
      ${reached} of ${rows.length} forms are called by at least one kind of client in the tests.
    </p>
    ${COVERAGE_NOTES.map((note) => html`<p>${note}</p>`)}
    <div class="table coverage" tabindex="0" role="region" aria-label="Forms and the clients that call them">
      <table>
        <thead>
          <tr>
            <th scope="col">Form</th>
            <th scope="col">How sure</th>
            ${CLIENT_FAMILIES.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(coverageLine)}
        </tbody>
      </table>
    </div>
    <h3>REST</h3>
    <div
      class="table coverage"
      tabindex="0"
      role="region"
      aria-label="Endpoints and the clients that call them"
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Endpoint</th>
            <th scope="col">How sure</th>
            ${REST_FAMILIES.map(({ title }) => html`<th scope="col">${title}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${restCoverageRows(endpoints).map(
            ({ operation: { name, provenance }, called }) =>
              html`<tr>
                <th scope="row"><a href="rest#${name.replace(' ', '')}">${name}</a></th>
                <td>${provenance.confidence}</td>
                ${called.map(coverageMark)}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`;
}

const coverageMark = (is: boolean): Html =>
  html`<td class="mark">${is ? html`<span role="img" aria-label="called">●</span>` : null}</td>`;

const coverageLine = ({ operation: { name, group, provenance }, form, called }: CoverageRow): Html =>
  html`<tr>
    <th scope="row">
      <a href="${group}#${name}">${breakable(name)}</a>
      <span class="hint">${form.parameters.join(', ')}${form.published ? '' : ' (not in the WSDLs)'}</span>
    </th>
    <td>${provenance.confidence}</td>
    ${called.map(coverageMark)}
  </tr> `;

const groupPage = (operations: readonly Operation[], group: Group): Html =>
  html`<h2>${GROUP_TITLES[group]}</h2>
    ${inGroup(operations, group).map(operationSection)}`;

function operationSection(operation: Operation): Html {
  const { name, doc, resultDoc, errors, provenance, access } = operation;
  const used = Object.entries(operation.parameters);
  return html`<section class="operation" id="${name}">
    <h3>${breakable(name)} <a class="open" href="..${EXPLORER_PATH}#${name}">try it</a></h3>
    <p class="badges">
      <span class="badge ${access}"
        >${{ public: 'no session', read: 'read only', write: 'changes data' }[access]}</span
      >
      <span class="badge">${provenance.confidence}</span>
    </p>
    <p>${doc}</p>
    <div class="forms">${positional(operation).forms.map((form) => formLine(operation, form))}</div>
    ${
      used.length === 0
        ? null
        : html`<dl class="parameters">
            ${used.map(
              ([parameter, { type, doc: meaning, optional }]) =>
                html`<div>
                  <dt>
                    <code>${parameter}</code>
                    <span class="type">${typeName(type)}${optional ? ', may be nil' : ''}</span>
                  </dt>
                  <dd>${meaning}</dd>
                </div>`,
            )}
          </dl>`
    }
    <p><strong>Answers:</strong> ${resultDoc}</p>
    <p>
      ${realmRule(operation.identity, (counterpart) => counterpart)}
      ${errors.length === 0 ? '' : `Errors: ${errors.join(', ')}.`}
    </p>
    <p class="basis"><strong>How sure we are:</strong> ${provenance.confidence}. ${provenance.basis}</p>
  </section>`;
}

function formLine(operation: Operation, form: Form): Html {
  const note = !form.published
    ? 'understood, not in the WSDLs'
    : form.documentName === operation.name
      ? null
      : `in the document/literal WSDL ${form.documentName}`;
  return html`<p>
    <code class="signature">${signature(operation, form)}</code
    >${note === null ? null : html` <span class="hint">${note}</span>`}
  </p>`;
}

/** A name in camel case that may be broken between its words. */
const breakable = (name: string): Html =>
  html`${name.split(/(?<=[a-z])(?=[A-Z])/).map((word, i) => (i === 0 ? html`${word}` : html`<wbr />${word}`))}`;
