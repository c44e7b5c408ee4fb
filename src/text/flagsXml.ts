/** Options in the form in which listRun and sendMessage take them: XML tags. */
import { escapeXml } from './escapeXml';

/** What is null or empty has no tag. */
export const flagsXml = (tags: Readonly<Record<string, string | number | null | undefined>>): string =>
  Object.entries(tags)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `<${name}>${escapeXml(String(value))}</${name}>`)
    .join('');
