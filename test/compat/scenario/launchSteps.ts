/** Segmentation rules, suppression lists, and launches: everybody, by tags, for those whom a rule selects, as a test. */
import { listId, session, templateId, type Cast } from './cast';
import type { ExpectedMail } from './sendingSteps';
import { bool, int, ref, text, type Step } from './steps';
import { CHANGES, SHOWN_PLAIN } from './templateSteps';

export function launchSteps({ jose: { email }, ruleName }: Cast): Step[] {
  const launch = (
    segmentationId: Step['args'][number],
    creatorEmail: string,
    testMode: boolean,
  ): Step['args'] => [
    session,
    text('creatorEmail', creatorEmail),
    text('notifyEmail', ''),
    listId,
    templateId,
    segmentationId,
    int('forcedFormat', 1),
    bool('testMode', testMode),
  ];
  const change = (rules: string): Pick<Step, 'operation' | 'args'> => ({
    operation: 'segmentationUpdateAdvancedRule',
    args: [
      session,
      int('realmId', 0),
      listId,
      ref('segmentationRuleId', 'ruleId'),
      text('segmentationName', ''),
      text('description', 'José & <co>'),
      text('rules', rules),
    ],
  });
  return [
    { step: 'change a rule', ...change(`email = "${email}"`), expect: { value: 0 } },
    {
      step: 'change a rule into nonsense',
      ...change('email = '),
      expect: {
        fault: 'Server.userException',
        number: 543,
        says: /^The rule is not valid at line 1, column /,
      },
    },
    {
      step: 'all rules',
      operation: 'enumSegmentationRules',
      args: [session, text('ruleType', 'STANDARD'), int('folderId', 0), int('type', 1)],
      expect: { matches: new RegExp(`^"\\d+","${ruleName}","José & <co>"$`, 'm') },
    },
    {
      step: 'count by the rule',
      operation: 'testSegmentationRule',
      args: [session, text('segmentationName', ruleName), listId],
      expect: { value: 1 },
    },
    ...['upload a suppression list', 'upload it again'].map((step, times) => ({
      step,
      operation: 'uploadSuppressionList',
      args: [
        session,
        text('fileName', 'nobody.csv'),
        text('name', `Suppressed by ${ruleName}`),
        text('description', 'Ünïcode & <b>'),
        bool('overwrite', false),
        text('data', 'email\nnobody@example.com\n'),
      ],
      expect: { value: times },
    })),
    {
      step: 'launch as a test',
      operation: 'listRun',
      args: launch(int('segmentationId', 0), email, true),
      expect: { value: 0 },
    },
    {
      step: 'launch with XML flags',
      operation: 'listRun',
      args: [session, ref('xmlFlags', 'launchFlags')],
      expect: { matches: /^\d+$/ },
    },
    {
      step: 'launch by the rule',
      operation: 'listRunWithCount',
      args: launch(ref('segmentationId', 'ruleId'), '', false),
      expect: { value: 1 },
    },
  ];
}

export const launchMail: readonly ExpectedMail[] = [
  { step: 'launch as a test', subject: CHANGES.subject, text: SHOWN_PLAIN, html: null },
];
