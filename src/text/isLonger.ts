/** Whether a text has more characters (code points, as MySQL counts them) than allowed. */
export const isLonger = (text: string, characters: number): boolean =>
  // A text has at least half as many of them as UTF-16 units, and at most as many; counting those costs nothing.
  text.length > characters && (text.length > characters * 2 || [...text].length > characters);
