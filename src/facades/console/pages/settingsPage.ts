/** What can be set of a realm. */
import { html } from '../../public/html';
import { at } from '../consolePaths';
import { actForm, badge, facts, field, join, section } from '../elements';
import { texts } from '../texts';
import type { ConsolePage, Visit } from '../visit';

const t = texts.settings;

interface Setting {
  readonly name: string;
  readonly takes: string;
  readonly doc: string;
  readonly value: string;
}

const isSwitch = ({ takes }: Setting): boolean => takes === 'on|off';
/** Settings have names in the command line; here they are read. */
const words = (name: string): string => {
  const text = name.replaceAll('_', ' ');
  return text[0]!.toUpperCase() + text.slice(1);
};

export const settingsPage: ConsolePage = {
  path: '/realms/:realm/settings',
  show: async (visit) => {
    const settings = await visit.call<Setting[]>('realmSettingList');
    const isBrand = ({ name }: Setting): boolean => name.startsWith('brand_');
    const group = (title: string, wanted: (setting: Setting) => boolean) =>
      section(
        title,
        visit.may('manager')
          ? join(settings.filter(wanted).map((setting) => settingForm(visit, setting)))
          : facts(settings.filter(wanted).map(({ name, value }) => [words(name), value])),
      );
    return {
      title: t.title,
      body: join([
        visit.may('manager') ? null : html`<p class="note">${t.onlyManagers}</p>`,
        group(t.basics, (setting) => !isSwitch(setting) && !isBrand(setting)),
        group(t.brand, isBrand),
        group(t.switches, isSwitch),
      ]),
    };
  },
  acts: {
    set: async (visit) => {
      await visit.call('realmSet', { setting: visit.form('setting'), value: visit.form('value') });
      return { to: at('realms', visit.realm, 'settings'), done: 'saved' };
    },
  },
};

function settingForm(visit: Visit, setting: Setting) {
  const { name, doc } = setting;
  if (!isSwitch(setting)) {
    const value = visit.form('setting') === name ? visit.form('value') : setting.value;
    return actForm(
      visit,
      { act: 'set', button: texts.common.save, kind: 'plain', hidden: { setting: name }, isInline: true },
      field({ name: 'value', label: words(name), value, hint: doc }),
    );
  }
  const isOn = setting.value === 'on';
  return html`<div class="switch">
    <div>
      <h3>${words(name)} ${isOn ? badge(t.on, 'good') : badge(t.off)}</h3>
      <p class="hint">${doc}</p>
    </div>
    ${actForm(visit, {
      act: 'set',
      button: isOn ? t.turnOff : t.turnOn,
      kind: 'plain',
      hidden: { setting: name, value: isOn ? 'off' : 'on' },
      isInline: true,
    })}
  </div>`;
}
