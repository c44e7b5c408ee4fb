/** Makes values harmless for the place they are printed in. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);

/** Every character but letters, digits and `-_.~`; a blank is `%20`, which is right in every part of a link. */
export const urlEncode = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Without line breaks and NUL, so that a value can never begin a header of its own. */
export const oneLine = (text: string): string => text.replace(/[\r\n\0]/g, '');
