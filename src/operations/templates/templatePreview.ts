/** Seeing what a template prints. */
import { required } from '../../contract/defineOperation';
import { fail } from '../../contract/errorCatalogue';
import { t } from '../../contract/wireTypes';
import { previewTemplate } from '../../core/templates/previewTemplate';
import { requireTemplateByName } from '../../core/templates/templates';
import { realmOperation } from '../context';
import { templateName } from './templateParameters';

export const templatePreview = realmOperation({
  name: 'templatePreview',
  group: 'templates',
  doc: 'Answers a body of a template as it would be sent, for nobody in particular: values of contacts are empty, link tags stay as they stand, articles are those of this moment, and pages of smartget tags are fetched.',
  access: 'read',
  parameters: { templateName, format: required(t.int, '1 for the plain text, 2 for the HTML.') },
  forms: ['templateName format'],
  result: t.string,
  resultDoc:
    'The rendered body; empty where the template has none. Where it has tags that cannot be obeyed, their places follow at the end: in a comment in HTML, in brackets in plain text.',
  errors: ['template.notFound', 'template.smartgetFailed', 'argument.invalid', 'request.tooLarge'],
  provenance: {
    confidence: 'seen',
    basis: 'Called in public client code; the meaning of format is documented for the sibling HTTP command.',
  },
  handler: async (input, { sql, realm, services, now }) => {
    if (input.format !== 1 && input.format !== 2)
      fail('argument.invalid', { name: 'format', reason: 'it is 1 (plain text) or 2 (HTML)' });
    const template = await requireTemplateByName(sql, realm, input.templateName);
    const [text, place] =
      input.format === 1 ? ([template.plainText, 'plain'] as const) : ([template.html, 'html'] as const);
    return previewTemplate(text, place, { sql, realm, smartget: services.smartget, now });
  },
});
