/** Which tags the templates and articles of a realm use, and whether they work here. */
import { t } from '../../../contract/wireTypes';
import { allArticles, versionAt } from '../../../core/articles/articles';
import { ARTICLE_ELEMENTS } from '../../../core/templates/language/template';
import { TagCounts } from '../../../core/templates/language/tagCounts';
import { LIVE_PARTS } from '../../../core/templates/storedTemplate';
import { findTemplate, templateNames } from '../../../core/templates/templates';
import { dataOperation } from '../context';

export const templateScan = dataOperation({
  name: 'templateScan',
  group: 'templates',
  doc: 'Counts the tags of the templates and articles of the realm by their forms.',
  rights: 'viewer',
  access: 'read',
  parameters: {},
  result: t.row('TagScan', {
    texts: t.number,
    forms: t.rows(
      t.row('CountedForm', {
        form: t.text,
        /** `unknown` stays as text. */
        status: t.oneOf('known', 'ours', 'unknown'),
        count: t.number,
        /** Texts that have it. */
        sources: t.number,
        /** Text and line. */
        first: t.text,
        /** Of an unknown one: text, line and column of each, up to a bound. */
        places: t.rows(t.text),
      }),
    ),
  }),
  handler: async (_, { sql, realm, now }) => {
    const counts = new TagCounts();
    const all = await allArticles(sql, realm, now);
    const articles = new Set(all.map(({ name }) => name));
    for (const { templateId, name } of await templateNames(sql, realm)) {
      const template = await findTemplate(sql, realm, templateId);
      for (const part of LIVE_PARTS)
        if (template && template[part] !== '') counts.add(`${name} (${part})`, template[part], articles);
    }
    for (const { articleId, name } of all) {
      const version = await versionAt(sql, realm, articleId, now);
      for (const element of ARTICLE_ELEMENTS)
        if (version && version[element] !== '')
          counts.add(`article ${name} (${element})`, version[element], articles);
    }
    return {
      texts: counts.texts,
      forms: counts.forms.map((form) => ({ ...form, places: [...form.places] })),
    };
  },
});
