/** How mail leaves the gateway: relays that calls can name, and limits of single destinations. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import {
  actForm,
  carefulForm,
  facts,
  field,
  join,
  notice,
  opener,
  section,
  secret,
  table,
  textArea,
} from '../elements';
import { filled, texts } from '../texts';
import type { Answer, ConsolePage, Visit } from '../visit';

const t = texts.sending;

interface Route {
  readonly name: string;
  readonly relay: string | null;
  readonly connections: number;
  readonly perMinute: number;
  readonly signs: string | null;
}

interface Domain {
  readonly domain: string;
  readonly connections: number;
  readonly perMinute: number;
}

const limit = (value: number): string => (value === 0 ? t.unlimited : String(value));
const here = (done: keyof typeof texts.done): Answer => ({ to: at('sending'), done });
const numberIn = (visit: Visit, name: string): number => Number(visit.form(name) || 0);

export const sendingPage: ConsolePage = {
  path: '/sending',
  show: async (visit) => {
    const routes = await visit.call<Route[]>('routeList');
    const domains = await visit.call<Domain[]>('domainList');
    const isRoute = visit.form('act') === 'addRoute';
    const isDomain = visit.form('act') === 'setDomain';
    return {
      title: t.title,
      body: join([
        section(
          t.routes,
          html`${table<Route>(
            t.routes,
            [
              { head: texts.common.name, cell: ({ name }) => name },
              { head: t.relay, cell: ({ relay }) => relay ?? t.unreadable },
              { head: t.connections, cell: ({ connections }) => connections, isNumber: true },
              { head: t.perMinute, cell: ({ perMinute }) => limit(perMinute), isNumber: true },
              { head: t.signs, cell: ({ signs }) => signs ?? '–' },
              {
                head: texts.common.remove,
                cell: ({ name }) =>
                  carefulForm(visit, t.removeOpener, t.removeRouteText, {
                    act: 'removeRoute',
                    button: t.removeRoute,
                    hidden: { name },
                  }),
              },
            ],
            routes,
            t.noRoutes,
          )}
          ${opener(
            t.addRoute,
            actForm(
              visit,
              { act: 'addRoute', button: t.addRouteButton },
              html`${field({ name: 'name', label: texts.common.name, value: isRoute ? visit.form('name') : '', isRequired: true, autocomplete: 'off' })}
              ${field({ name: 'url', label: t.url, hint: t.urlHint, type: 'password', isRequired: true, autocomplete: 'off' })}
              ${field({ name: 'connections', label: t.connections, type: 'number', min: 1, value: (isRoute && visit.form('connections')) || 5, isRequired: true })}
              ${field({ name: 'perMinute', label: t.perMinute, type: 'number', min: 0, hint: t.zero, value: (isRoute && visit.form('perMinute')) || 0 })}
              ${field({ name: 'dkimDomain', label: t.dkimDomain, hint: t.dkimHint, value: isRoute ? visit.form('dkimDomain') : '' })}
              ${field({ name: 'dkimSelector', label: t.dkimSelector, value: isRoute ? visit.form('dkimSelector') : '' })}
              ${textArea({ name: 'dkimKey', label: t.dkimKey, hint: t.dkimKeyHint, rows: 4, isCode: true })}`,
            ),
            isRoute,
          )}`,
          t.routesNote,
        ),
        section(
          t.domains,
          html`${table<Domain>(
            t.domains,
            [
              { head: t.domain, cell: ({ domain }) => domain },
              { head: t.atOnce, cell: ({ connections }) => limit(connections), isNumber: true },
              { head: t.perMinute, cell: ({ perMinute }) => limit(perMinute), isNumber: true },
              {
                head: texts.common.remove,
                cell: ({ domain }) =>
                  carefulForm(visit, t.removeOpener, t.removeDomainText, {
                    act: 'removeDomain',
                    button: t.removeDomain,
                    hidden: { domain },
                  }),
              },
            ],
            domains,
            t.noDomains,
          )}
          ${opener(
            t.setDomain,
            actForm(
              visit,
              { act: 'setDomain', button: t.setDomainButton },
              html`${field({ name: 'domain', label: t.domain, value: isDomain ? visit.form('domain') : '', isRequired: true })}
              ${field({ name: 'connections', label: t.atOnce, type: 'number', min: 0, hint: t.zero, value: (isDomain && visit.form('connections')) || 0 })}
              ${field({ name: 'perMinute', label: t.perMinute, type: 'number', min: 0, hint: t.zero, value: (isDomain && visit.form('perMinute')) || 0 })}`,
            ),
            isDomain,
          )}`,
          t.domainsNote,
        ),
      ]),
    };
  },
  acts: {
    addRoute: async (visit) => {
      const orNull = (name: string): string | null => visit.form(name).trim() || null;
      const { name, dns } = await visit.call<{ name: string; dns: { name: string; text: string } | null }>(
        'routeAdd',
        {
          name: visit.form('name').trim(),
          url: visit.form('url').trim(),
          connections: numberIn(visit, 'connections'),
          perMinute: numberIn(visit, 'perMinute'),
          dkimDomain: orNull('dkimDomain'),
          dkimSelector: orNull('dkimSelector'),
          dkimKey: orNull('dkimKey'),
        },
      );
      if (!dns) return here('saved');
      return {
        title: filled(t.dnsTitle, { name }),
        trail: [[t.title, at('sending')]],
        body: html`${notice(t.dnsText)}${facts([[texts.common.name, dns.name]])}${secret(t.dnsValue, dns.text, true)}`,
      };
    },
    removeRoute: async (visit) => {
      await visit.call('routeRemove', { name: visit.form('name') });
      return here('removed');
    },
    setDomain: async (visit) => {
      await visit.call('domainLimit', {
        domain: visit.form('domain').trim(),
        connections: numberIn(visit, 'connections'),
        perMinute: numberIn(visit, 'perMinute'),
      });
      return here('saved');
    },
    removeDomain: async (visit) => {
      await visit.call('domainRemove', { domain: visit.form('domain') });
      return here('removed');
    },
  },
};
