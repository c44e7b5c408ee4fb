/** Whether a text has more characters (code points, as MySQL counts them) than allowed. */
export const isLonger = (text: string, characters: number): boolean =>
  // A text never has more of them than UTF-16 units, and counting those costs nothing.
  text.length > characters && [...text].length > characters;
