/** The posts that clients keep with a template for the social networks. */
import { optional } from '../../contract/defineOperation';
import { t } from '../../contract/wireTypes';
import { setSocialPost, socialPosts, type SocialPost } from '../../core/social/socialPosts';
import { checkedNetwork } from '../../core/social/socialProviders';
import { requireTemplate } from '../../core/templates/templates';
import { column, renderTable, type Column } from '../../rendering/table';
import { realmOperation } from '../context';
import { headerFlag } from '../events/reportParameters';
import { numberOrName, TEMPLATE } from '../numberOrName';
import { format, SEEN } from '../parameters';
import { checkedOutputFormat } from '../reportText';
import { templateId } from '../templates/templateParameters';
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

const COLUMNS: readonly Column<SocialPost>[] = [
  column('template_social_post_id', ({ templateSocialPostId }) => templateSocialPostId),
  column('template_id', ({ templateId }) => templateId),
  column('provider', ({ provider }) => provider),
  column('post', ({ post }) => post),
];

export const [socialPostsForTemplateGetById, socialPostsForTemplateGetByName] = numberOrName(TEMPLATE, {
  names: ['socialPostsForTemplateGetById', 'socialPostsForTemplateGetByName'],
  group: 'social',
  doc: 'Answers the social posts of a template.',
  parameters: { format, header: headerFlag },
  result: t.string,
  resultDoc:
    'Rows of template_social_post_id, template_id, provider and post, by provider; none where the template has no post.',
  errors: ['argument.invalid'],
  handler: async ({ templateId }, input, { sql, realm }) => {
    const outputFormat = checkedOutputFormat(input.format);
    const posts = await socialPosts(sql, realm, templateId);
    return renderTable({ columns: COLUMNS }, posts, outputFormat, input.header);
  },
});
