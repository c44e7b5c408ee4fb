/** Sessions and realms, lists, fields, templates, rules and articles. */
import { inBoth, type Contract } from './contract';

const OF_REALM = 'WHERE realm_id = {realmId} AND';
/** A new list of the case: no template (-1), nothing switched on but tracking. */
const LIST = {
  listId: '{listId}',
  name: '{listName}',
  description: '',
  fromAddress: '"News" <news@sender.example>',
  replyToAddress: '',
  errorsToAddress: '',
  templateId: -1,
  signupTemplateId: -1,
  cancelTemplateId: -1,
  sendSignupAck: false,
  sendCancelAck: false,
  externalSignupLink: '',
  externalCancelLink: '',
  optIn: false,
  optOut: false,
  trackHtmlReads: true,
  trackClickThroughs: true,
  trackingBaseUrl: '',
  multipart: false,
  wrapPlainText: false,
  wrapHtml: false,
  useAol: false,
  vmta: '',
};
const TEMPLATE = {
  templateId: '{templateId}',
  name: '{templateName}',
  subject: 'News',
  html: '<p>News</p>',
  plainText: 'Dear %%$email%%',
  mobile: '',
  charset: 'utf-8',
  utf8: true,
  contentEncoding: 0,
};
const template = (name: string): string =>
  `SELECT subject, plain_text, html FROM templates ${OF_REALM} name = {${name}}`;

export const listContracts: readonly Contract[] = [
  {
    operation: 'beginSession',
    realms: 'none',
    does: 'writes',
    examples: [{ args: { license: '{licence}' }, answer: { matches: /^S[0-9A-Za-z]{32}$/ } }],
  },
  // The session is no row of the realm.
  inBoth('endSession', {
    does: 'reads',
    examples: [{ args: { session: '{ownSession}' }, answer: { is: 0 } }],
  }),
  {
    operation: 'getVersion',
    realms: 'none',
    does: 'reads',
    examples: [{ args: {}, answer: { matches: /^\d+\.\d+\.\d+$/ } }],
  },
  inBoth('useCustomerKey', { does: 'reads', examples: [{ args: {}, answer: { is: '{isKeyed}' } }] }),

  inBoth('listGetDataById', {
    does: 'reads',
    examples: [{ args: { listId: '{listId}' }, answer: { is: LIST } }],
  }),
  inBoth('listGetDataByName', {
    does: 'reads',
    examples: [{ args: { listName: '{listName}' }, answer: { is: LIST } }],
  }),
  inBoth('listUpdate', {
    does: 'writes',
    examples: [
      {
        args: {
          listId: '{listId}',
          list: { ...LIST, description: 'Neu & <b>', optOut: true, templateId: '{templateId}' },
        },
        answer: { is: 0 },
        after: [
          [
            `SELECT name, description, opt_out, opt_in, template_id FROM lists ${OF_REALM} list_id = {listId}`,
            [['{listName}', 'Neu & <b>', 1, 0, '{templateId}']],
          ],
        ],
      },
    ],
  }),
  inBoth('enumLists', {
    does: 'reads',
    examples: [
      { args: { listId: '{listId}', type: 1 }, answer: { line: '"{listId}","{listName}","","0"' } },
      { args: { listId: '{listId}', type: 0 }, answer: { line: '{listId} {listName}' } },
    ],
  }),
  inBoth('enumListsInFolder', {
    does: 'reads',
    examples: [
      {
        args: { listId: '{listId}', folderId: 0, type: 1 },
        answer: { line: '"{listId}","{listName}","","0"' },
      },
    ],
  }),

  inBoth('customFieldCreate', {
    does: 'writes',
    examples: [
      {
        args: { fieldName: '{newField}', fieldDescription: 'Shoes', fieldType: 0 },
        answer: { is: 0 },
        after: [
          [
            `SELECT name, description, field_type FROM custom_fields ${OF_REALM} name = {newField}`,
            [['{newField}', 'Shoes', 0]],
          ],
        ],
      },
      { args: { fieldName: 'visits', fieldDescription: '', fieldType: 0 }, answer: { is: 1 } },
    ],
  }),
  inBoth('customFieldDelete', {
    does: 'writes',
    examples: [
      {
        args: { fieldName: '{ownField}' },
        answer: { is: 0 },
        after: [[`SELECT name FROM custom_fields ${OF_REALM} name = {ownField}`, []]],
      },
    ],
  }),

  inBoth('templateCopy', {
    does: 'writes',
    examples: [
      {
        args: { srcName: '{templateName}', dstName: '{newTemplate}' },
        answer: { is: 0 },
        after: [[template('newTemplate'), [['News', 'Dear %%$email%%', '<p>News</p>']]]],
      },
    ],
  }),
  inBoth('templateCreate', {
    does: 'writes',
    examples: [
      {
        args: { templateName: '{newTemplate}', returnTemplateId: 0 },
        answer: { is: 0 },
        after: [[template('newTemplate'), [['', '', '']]]],
      },
      { args: { templateName: '{templateName}', returnTemplateId: 0 }, answer: { is: 1 } },
    ],
  }),
  inBoth('templateDelete', {
    does: 'writes',
    examples: [
      {
        args: { templateId: '{templateId}', templateName: '' },
        answer: { is: 0 },
        after: [[template('templateName'), []]],
      },
    ],
  }),
  inBoth('templateEdit', {
    does: 'writes',
    examples: [
      {
        args: { templateName: '{templateName}', element: 0, content: 'Neu' },
        answer: { is: 0 },
        after: [[template('templateName'), [['Neu', 'Dear %%$email%%', '<p>News</p>']]]],
      },
    ],
  }),
  inBoth('templateGetData', {
    does: 'reads',
    examples: [{ args: { templateName: '{templateName}', element: 3 }, answer: { is: 'Dear %%$email%%' } }],
  }),
  inBoth('templateGetDataAll', {
    does: 'reads',
    examples: [{ args: { templateId: '{templateId}' }, answer: { is: TEMPLATE } }],
  }),
  inBoth('templateGetDataAllByName', {
    does: 'reads',
    examples: [{ args: { templateName: '{templateName}' }, answer: { is: TEMPLATE } }],
  }),
  inBoth('templatePreview', {
    does: 'reads',
    examples: [{ args: { templateName: '{templateName}', format: 2 }, answer: { is: '<p>News</p>' } }],
  }),
  inBoth('templateUpdate', {
    does: 'writes',
    examples: [
      {
        args: { template: { ...TEMPLATE, subject: 'Neu', html: '' } },
        answer: { is: 0 },
        after: [[template('templateName'), [['Neu', 'Dear %%$email%%', '']]]],
      },
    ],
  }),

  inBoth('testSegmentationRule', {
    does: 'reads',
    examples: [
      { args: { segmentationName: '{ruleName}', listId: '{listOfPerson}' }, answer: { is: 1 } },
      { args: { segmentationName: '{ruleName}', listId: '{otherListId}' }, answer: { is: 0 } },
    ],
  }),
  inBoth('enumSegmentationRules', {
    does: 'reads',
    examples: [
      {
        args: { ruleType: 'STANDARD', folderId: 0, type: 1, rule: '{ruleId}' },
        answer: { line: '"{ruleId}","{ruleName}",""' },
      },
    ],
  }),
  inBoth('segmentationUpdateAdvancedRule', {
    does: 'writes',
    examples: [
      {
        args: {
          realmId: 0,
          listId: '{listId}',
          segmentationRuleId: '{ruleId}',
          segmentationName: '',
          description: 'Ås',
          rules: 'city = "Ås"',
        },
        answer: { is: 0 },
        after: [
          [
            `SELECT name, description, rules, list_id FROM segmentation_rules ${OF_REALM} segmentation_id = {ruleId}`,
            [['{ruleName}', 'Ås', 'city = "Ås"', '{listId}']],
          ],
        ],
      },
    ],
  }),
  inBoth('enumArticles', {
    does: 'reads',
    examples: [{ args: { type: 1 }, answer: { line: '"{articleId}","{articleName}","About Ås","0"' } }],
  }),
];
