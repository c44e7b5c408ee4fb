/** What a segmentation rule says, before anybody has asked which fields there are. */

/** A field as it was written: `city`, or with a number behind it, `opened_count(20001)`. */
export interface FieldName {
  readonly name: string;
  /** True if parentheses stand behind the name, even empty ones: then it is no contact field. */
  readonly isCalled: boolean;
  /** The number in the parentheses, or null. */
  readonly argument: RuleValue | null;
  /** Index of its first character in the text of the rule; the same for everything else named `at`. */
  readonly at: number;
}

/** A value as it was written. */
export interface RuleValue {
  /** `today` is a day counted from the one on which the rule is used. */
  readonly kind: 'text' | 'number' | 'date' | 'today';
  /** Without its quotes; of `today` the days to add, such as `-30`. */
  readonly text: string;
  readonly at: number;
  /** Index behind its last character. */
  readonly end: number;
}

export type Operator = '=' | '<' | '<=' | '>' | '>=' | 'beginswith' | 'endswith' | 'contains';

/** `<>` is written as `not` around `=`, and `in` as `=` with several values. */
export type Rule =
  | { readonly kind: 'and' | 'or'; readonly rules: readonly Rule[] }
  | { readonly kind: 'not'; readonly rule: Rule }
  | { readonly kind: 'exists'; readonly field: FieldName }
  | {
      readonly kind: 'compare';
      readonly field: FieldName;
      readonly operator: Operator;
      /** One; of `=` at least one, of which any may fit. */
      readonly values: readonly RuleValue[];
      /** Of the operator. */
      readonly at: number;
    };
