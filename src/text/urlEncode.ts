/** Every character but letters, digits and `-_.~`; a blank is `%20`, which is right in every part of a link. */
export const urlEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
