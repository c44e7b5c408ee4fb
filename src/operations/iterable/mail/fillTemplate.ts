/** Filling a text of a template in Handlebars, with the vendor's error where that does not work. */
import { renderHandlebars, TemplateProblem } from '../../../core/programTemplates/renderHandlebars';
import type { DataFields } from '../../../core/profiles/dataValue';
import { badParams } from '../iterableError';

/** @throws {VendorError} */
export function filled(source: string, data: DataFields, escapes: boolean): string {
  try {
    return renderHandlebars(source, data, escapes);
  } catch (error) {
    if (error instanceof TemplateProblem)
      return badParams(`The template cannot be filled: ${error.message}.`);
    throw error;
  }
}
