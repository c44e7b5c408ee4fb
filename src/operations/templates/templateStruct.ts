/** The template object of the wire: nine fields, named as clients know them. */
import { t, type ValueOf } from '../../contract/wireTypes';
import type { StoredTemplate } from '../../core/templates/storedTemplate';

export const WhatCountsAPITemplate = t.struct('WhatCountsAPITemplate', {
  templateId: t.int,
  name: t.string,
  subject: t.string,
  html: t.string,
  plainText: t.string,
  mobile: t.string,
  charset: t.string,
  utf8: t.boolean,
  contentEncoding: t.int,
});

export type TemplateStruct = NonNullable<ValueOf<typeof WhatCountsAPITemplate>>;

const FIELDS = Object.keys(WhatCountsAPITemplate.fields) as (keyof TemplateStruct)[];

/** A template as it goes out: every field, empty texts as empty texts. */
export const toStruct = (template: StoredTemplate): TemplateStruct =>
  Object.fromEntries(FIELDS.map((field) => [field, template[field]]));

/** What a template that came in says; fields that are missing or nil say nothing. */
export const fromStruct = (struct: TemplateStruct): Partial<StoredTemplate> =>
  Object.fromEntries(
    FIELDS.filter((field) => struct[field] !== undefined && struct[field] !== null).map((field) => [
      field,
      struct[field],
    ]),
  );
