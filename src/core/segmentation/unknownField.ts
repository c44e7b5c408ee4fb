/** Thrown for a name that means nothing in a rule; whoever reads the rule adds the place. */
export class UnknownField extends Error {
  override readonly name = 'UnknownField';
}
