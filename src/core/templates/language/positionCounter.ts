/** Tells lines and columns of places in a text. */

export interface TextPosition {
  /** From 1. */
  readonly line: number;
  /** In characters, from 1. */
  readonly column: number;
}

/** @returns what answers for places that never decrease; reading all of them takes time linear in the text */
export function positionCounter(text: string): (at: number) => TextPosition {
  let line = 1;
  let column = 1;
  let counted = 0;
  return (at) => {
    for (; counted < at; counted++) {
      const unit = text.charCodeAt(counted);
      const isNewLine = unit === 0x0a;
      const isSecondHalf = unit >= 0xdc00 && unit <= 0xdfff;
      if (isNewLine) line++;
      column = isNewLine ? 1 : column + (isSecondHalf ? 0 : 1);
    }
    return { line, column };
  };
}

/** The beginning of a tag, to name it by: at most 80 characters. */
export const tagBeginning = (source: string): string => [...source.slice(0, 160)].slice(0, 80).join('');
