/** A template as it is kept: texts in the parts that the legacy platform numbers, and what its clients read back. */
export interface StoredTemplate {
  readonly templateId: number;
  /** 0 for none. */
  readonly folderId: number;
  /** Unique in the realm, exactly. */
  readonly name: string;
  readonly subject: string;
  readonly description: string;
  readonly notes: string;
  readonly plainText: string;
  readonly html: string;
  readonly aol: string;
  /** The part for WAP telephones. */
  readonly mobile: string;
  /** Kept for clients, like the next two; mail always goes out in UTF-8. */
  readonly charset: string;
  readonly utf8: boolean;
  readonly contentEncoding: number;
}

/** What of a template can be changed. */
export type TemplateChanges = Partial<Omit<StoredTemplate, 'templateId'>>;

/** The parts by their wire numbers, 0 to 6. */
export const PARTS = [
  'subject',
  'description',
  'notes',
  'plainText',
  'html',
  'aol',
  'mobile',
] as const satisfies readonly (keyof StoredTemplate)[];
export type Part = (typeof PARTS)[number];

/** Parts that are read for tags. */
export const LIVE_PARTS = [
  'subject',
  'plainText',
  'html',
  'aol',
  'mobile',
] as const satisfies readonly Part[];
