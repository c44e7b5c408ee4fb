/** What a template is once it has been read: a list of nodes, printed in order, and what was wrong with its text. */
import type { LinkTag } from './linkTags';
import type { TextPosition } from './positionCounter';

/** Literal text, or a tag. */
export type Node = string | Tag;

export type Tag =
  | ValueTag
  | (TagPosition & { readonly kind: 'print'; readonly expression: Expression })
  | (TagPosition & { readonly kind: 'set'; readonly name: string; readonly expression: Expression })
  | ConditionalTag
  | (TagPosition & {
      readonly kind: 'link';
      readonly tag: LinkTag;
      /** False if the case differs: then a field of that name goes first. */
      readonly exact: boolean;
    })
  | (TagPosition & { readonly kind: 'article'; readonly name: string; readonly element: ArticleElement })
  | GetTag
  /** A tag of the vendor's own pages, which prints nothing in a customer's template. */
  | (TagPosition & { readonly kind: 'refused' });

export interface TagPosition {
  /** The tag as written, percent signs included. */
  readonly source: string;
  /** Where it begins in the text. */
  readonly at: number;
}

export interface ValueTag extends TagPosition {
  readonly kind: 'value';
  readonly name: string;
  /** False for a name that no field can have; it is a tag only if the message brings a value of that name. */
  readonly ordinary: boolean;
}

export interface ConditionalTag extends TagPosition {
  readonly kind: 'if';
  readonly test: Condition;
  readonly then: Action;
  readonly otherwise: Action | null;
  /** Whether all of it is of the legacy language; the rest is ours. */
  readonly legacy: boolean;
}

/** Fetches text over HTTP when the template is used. */
export interface GetTag extends TagPosition {
  readonly kind: 'get';
  /** A template itself: values in it are URL-encoded unless the author or the caller vouches for them. */
  readonly url: Template;
  readonly options: GetOptions;
  /** Options that have no effect here, in lower case. */
  readonly unknownOptions: readonly string[];
}

export interface GetOptions {
  readonly baseUrl: string | null;
  readonly mustContain: string | null;
  readonly mustNotContain: string | null;
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly defaultValue: string | null;
  readonly fixQuotes: boolean;
}

export const ARTICLE_ELEMENTS = [
  'body',
  'title',
  'deck',
  'callout',
  'author_name',
  'author_email',
  'author_bio',
  'description',
] as const;
export type ArticleElement = (typeof ARTICLE_ELEMENTS)[number];

export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'urlencode'; readonly argument: Expression }
  | { readonly kind: 'date'; readonly argument: Expression; readonly pattern: string }
  | { readonly kind: 'now'; readonly pattern: string };

export type Action =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'data'; readonly name: string };

export const OPERATORS = [
  '=',
  '!=',
  '<>',
  '<=',
  '>=',
  '<',
  '>',
  'beginswith',
  'endswith',
  'contains',
] as const;
export type Operator = (typeof OPERATORS)[number];

export type Condition =
  | { readonly kind: 'compare'; readonly name: string; readonly operator: Operator; readonly text: string }
  | { readonly kind: 'exists'; readonly name: string }
  | { readonly kind: 'not'; readonly test: Condition }
  | { readonly kind: 'and' | 'or'; readonly tests: readonly Condition[] };

/** Something in a template that its author should look at. It never keeps the rest from being printed. */
export interface Problem extends TextPosition {
  /** The tag or its beginning, at most 80 characters. */
  readonly tag: string;
  readonly reason: string;
  /** What is done with the tag: printed as it stands, left out, or obeyed all the same. */
  readonly effect: 'left as text' | 'left out' | 'obeyed';
}

export interface Template {
  readonly source: string;
  readonly nodes: readonly Node[];
  readonly problems: readonly Problem[];
  /** Characters that were looked at to read it: grows as its length does, which a test watches. */
  readonly work: number;
}
