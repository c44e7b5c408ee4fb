/** Without line breaks and NUL, so that a value can never begin a header of its own. */
export const oneLine = (text: string): string => text.replace(/[\r\n\0]/g, '');
