/** The posts that clients keep with a template for the social networks. */
import { optional } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { setSocialPost, socialPosts, type SocialPost } from '../../core/social/socialPosts';
import { checkedNetwork } from '../../core/social/socialProviders';
import { requireTemplate, requireTemplateByName } from '../../core/templates/templates';
import { column, renderTable, type Column } from '../../rendering/table';
import { realmOperation, type RealmContext } from '../context';
import { headerFlag } from '../events/reportParameters';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat } from '../reportText';
import { templateId, templateName } from '../templates/templateParameters';
import { NOT_PUBLISHED, providerName } from './socialParameters';

export const socialPostSetForTemplate = realmOperation({
  name: 'socialPostSetForTemplate',
  group: 'social',
  doc: `Sets the post of a template for a social network, in the place of the one that it had. ${NOT_PUBLISHED}`,
  access: 'write',
  parameters: {
    templateId,
    provider: providerName,
    post: optional(t.string, 'The text, at most 16000 characters; nil or empty takes the post away.'),
  },
  forms: ['templateId provider post'],
  result: t.code,
  resultDoc: '0 done.',
  errors: ['template.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, { sql, realm, now }) => {
    const provider = checkedNetwork('provider', input.provider);
    const { templateId } = await requireTemplate(sql, realm, input.templateId);
    await setSocialPost(sql, realm, { templateId, provider, post: input.post ?? '' }, now);
    return 0;
  },
});

const RESULT =
  'Rows of template_social_post_id, template_id, provider and post, by provider; none where the template has no post.';

export const socialPostsForTemplateGetById = realmOperation({
  name: 'socialPostsForTemplateGetById',
  group: 'social',
  doc: 'Answers the social posts of a template.',
  access: 'read',
  parameters: { templateId, format, header: headerFlag },
  forms: ['templateId format header'],
  result: t.string,
  resultDoc: RESULT,
  errors: ['template.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, context) => {
    const { templateId } = await requireTemplate(context.sql, context.realm, input.templateId);
    return render(context, templateId, input.format, input.header);
  },
});

export const socialPostsForTemplateGetByName = realmOperation({
  name: 'socialPostsForTemplateGetByName',
  group: 'social',
  doc: 'Answers the social posts of a template, by its name.',
  access: 'read',
  parameters: { templateName, format, header: headerFlag },
  forms: ['templateName format header'],
  result: t.string,
  resultDoc: RESULT,
  errors: ['template.notFound', 'argument.invalid'],
  provenance: SEEN,
  handler: async (input, context) => {
    const { templateId } = await requireTemplateByName(context.sql, context.realm, input.templateName);
    return render(context, templateId, input.format, input.header);
  },
});

const COLUMNS: readonly Column<SocialPost>[] = [
  column('template_social_post_id', ({ templateSocialPostId }) => templateSocialPostId),
  column('template_id', ({ templateId }) => templateId),
  column('provider', ({ provider }) => provider),
  column('post', ({ post }) => post),
];

async function render(
  { sql, realm }: RealmContext,
  templateId: number,
  format: string,
  header: boolean,
): Promise<string> {
  const outputFormat = checkedOutputFormat(format);
  const posts = await socialPosts(sql, realm, templateId);
  return renderTable({ columns: COLUMNS }, posts, outputFormat, header);
}
