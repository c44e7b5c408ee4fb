/** The frame around every page of the console: where one is, where one can go, and who one is. */
import { hasRights, type Role } from '../../contract/people';
import { html, Html } from '../public/html';
import { at, CONSOLE_PATH } from './consolePaths';
import { actForm, join, link, notice } from './elements';
import { texts } from './texts';
import type { Shown, Visit } from './visit';

export interface FrameOptions extends Shown {
  /** Null for pages before the login. */
  readonly visit: Visit | null;
  readonly done: string;
  readonly path: string;
  /** Of the files that pages refer to. */
  readonly mark: string;
}

interface Place {
  readonly text: string;
  readonly path: string;
  readonly least: Role;
}

const { nav } = texts;

/** The pages of a realm, in groups. */
const realmPlaces = (realm: string): readonly (readonly [group: string, places: readonly Place[]])[] => {
  const place = (text: string, least: Role, ...path: readonly string[]): Place => ({
    text,
    least,
    path: at('realms', realm, ...path),
  });
  return REALM_GROUPS.map(([group, entries]) => [
    group,
    entries.map(([text, least, path]) => place(text, least, ...(path === '' ? [] : [path]))),
  ]);
};

/** A page stands here once it works. */
const REALM_GROUPS: readonly (readonly [string, readonly (readonly [string, Role, string])[]])[] = [
  ['', [[nav.overview, 'viewer', '']]],
  [
    nav.people,
    [
      [nav.contacts, 'viewer', 'contacts'],
      [nav.lists, 'viewer', 'lists'],
      [nav.fields, 'viewer', 'fields'],
      [nav.segments, 'viewer', 'segments'],
      [nav.import, 'manager', 'import'],
    ],
  ],
  [
    nav.mail,
    [
      [nav.templates, 'viewer', 'templates'],
      [nav.campaigns, 'viewer', 'campaigns'],
      [nav.compare, 'viewer', 'compare'],
      [nav.messages, 'viewer', 'messages'],
      [nav.suppression, 'viewer', 'suppression'],
    ],
  ],
  [
    nav.settings,
    [
      [nav.realmSettings, 'viewer', 'settings'],
      [nav.access, 'manager', 'access'],
      [nav.audit, 'manager', 'audit'],
    ],
  ],
];

const GATEWAY_PLACES: readonly Place[] = [
  { text: nav.realms, path: at('realms'), least: 'viewer' },
  { text: nav.users, path: at('users'), least: 'owner' },
  { text: nav.sending, path: at('sending'), least: 'owner' },
  { text: nav.audit, path: at('audit'), least: 'owner' },
];

export function frame({ visit, title, body, trail = [], actions, done, path, mark }: FrameOptions): Html {
  return html`<!doctype html>
    <html lang="${texts.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="format-detection" content="telephone=no" />
        <title>${title} · ${visit?.realm ? `${visit.realm} · ` : ''}Soapstone</title>
        <link rel="stylesheet" href="${CONSOLE_PATH}/assets/${mark}/console.css" />
        <link rel="icon" href="${CONSOLE_PATH}/assets/${mark}/icon.svg" type="image/svg+xml" />
        <script type="module" src="${CONSOLE_PATH}/assets/${mark}/console.js"></script>
      </head>
      <body class="${visit ? 'inside' : 'outside'}">
        <a class="skip" href="#content">${nav.skip}</a>
        ${visit ? topBar(visit) : null}
        <div class="columns">
          ${visit ? sideBar(visit, path) : null}
          <main id="content" tabindex="-1">
            ${
              trail.length === 0
                ? null
                : html`<nav class="trail" aria-label="${nav.trail}">
                    ${trail.map(([text, to]) => link(text, to))}
                  </nav>`
            }
            <div class="heading">
              <h1>${title}</h1>
              ${actions ?? null}
            </div>
            ${done === '' ? null : notice(done, 'done')}
            ${visit?.problem ? notice(visit.problem, 'problem') : null} ${body}
          </main>
        </div>
      </body>
    </html>`;
}

function topBar(visit: Visit): Html {
  const { account, realm } = visit;
  return html`<header class="top">
    <a class="brand" href="${CONSOLE_PATH}">Soapstone</a>
    <details class="menu realms">
      <summary><span class="unseen">${nav.realm} </span>${realm === '' ? nav.allRealms : realm}</summary>
      <ul>
        ${account.realms.map(
          ({ realm: name }) =>
            html`<li>
              <a href="${at('realms', name)}" ${name === realm ? new Html(' aria-current="true"') : null}
                >${name}</a
              >
            </li>`,
        )}
        <li class="last"><a href="${at('realms')}">${nav.allRealms}</a></li>
      </ul>
    </details>
    <details class="menu account">
      <summary>${account.name}</summary>
      <div>
        <p><a href="${at('account')}">${nav.account}</a></p>
        ${actForm(visit, { act: 'logout', button: nav.logout, kind: 'plain', path: at('logout') })}
      </div>
    </details>
  </header>`;
}

function sideBar({ realm, role, account }: Visit, path: string): Html {
  const groups = realm === '' ? [] : realmPlaces(realm);
  const onGateway: Role = account.isOwner ? 'owner' : 'viewer';
  const places = groups.flatMap(([, entries]) => entries).concat(GATEWAY_PLACES);
  // The longest path that leads here is where one is.
  const current = places
    .filter((place) => path === place.path || path.startsWith(`${place.path}/`))
    .sort((a, b) => b.path.length - a.path.length)[0];
  const list = (entries: readonly Place[], own: Role): Html =>
    html`<ul>
      ${entries
        .filter(({ least }) => hasRights(own, least))
        .map(
          (place) =>
            html`<li>
              <a
                href="${place.path}"
                ${place.path === current?.path ? new Html(' aria-current="page"') : null}
                >${place.text}</a
              >
            </li>`,
        )}
    </ul>`;
  return html`<details class="side" open>
    <summary>${nav.menu}</summary>
    <nav aria-label="${nav.menu}">
      ${join(
        groups.map(([group, entries]) =>
          entries.some(({ least }) => hasRights(role, least))
            ? html`${group === '' ? null : html`<h2>${group}</h2>`}${list(entries, role)}`
            : null,
        ),
      )}
      <h2>${nav.gateway}</h2>
      ${list(GATEWAY_PLACES, onGateway)}
    </nav>
  </details>`;
}
