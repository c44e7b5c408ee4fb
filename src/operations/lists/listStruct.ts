/** The list object of the wire: 23 fields, named as clients know them. */
import { t, type ValueOf } from '../../contract/wireTypes';
import type { List } from '../../core/lists/list';

export const WhatCountsAPIList = t.struct('WhatCountsAPIList', {
  listId: t.int,
  name: t.string,
  description: t.string,
  fromAddress: t.string,
  replyToAddress: t.string,
  errorsToAddress: t.string,
  templateId: t.int,
  signupTemplateId: t.int,
  cancelTemplateId: t.int,
  sendSignupAck: t.boolean,
  sendCancelAck: t.boolean,
  externalSignupLink: t.string,
  externalCancelLink: t.string,
  optIn: t.boolean,
  optOut: t.boolean,
  trackHtmlReads: t.boolean,
  trackClickThroughs: t.boolean,
  trackingBaseUrl: t.string,
  multipart: t.boolean,
  wrapPlainText: t.boolean,
  wrapHtml: t.boolean,
  useAol: t.boolean,
  vmta: t.string,
});

export type ListStruct = NonNullable<ValueOf<typeof WhatCountsAPIList>>;

const FIELDS = Object.keys(WhatCountsAPIList.fields) as (keyof ListStruct)[];

/** A list as it goes out: every field, empty strings as empty strings. */
export const toStruct = (list: List): ListStruct =>
  Object.fromEntries(FIELDS.map((field) => [field, list[field]]));

/** What a list that came in says; fields that are missing or nil say nothing. */
export const fromStruct = (struct: ListStruct): Partial<List> =>
  Object.fromEntries(
    FIELDS.filter((field) => struct[field] !== undefined && struct[field] !== null).map((field) => [
      field,
      struct[field],
    ]),
  );
