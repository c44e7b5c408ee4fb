/** `npm run test:crash`: kills the gateway at random moments while it accepts sends and launches, and counts. */
import { parseArgs } from 'node:util';
import { startTestServer, stopTestServer } from '../support/testServer';
import { PROGRAMS, type Program } from './crashGateway';
import { runCrashTest, type CrashReport } from './crashRun';

const HELP = `Usage: npm run test:crash -- [OPTIONS]

Kills the gateway at random moments while it accepts sends and launches, and counts what arrived. Ends with 1 where an
accepted message was lost, or one was sent twice that was not inside SMTP at a kill.

  --rounds N               Times that it is killed (100).
  --program built|sources  Which program is killed (built).
  --json                   Print the report as JSON.
  --help                   Print this help.`;

/** What the command line asks for; null for help. */
function readOptions(): { rounds: number; json: boolean; program: Program } | null {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
      program: { type: 'string', default: 'built' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1');
  if (!Object.hasOwn(PROGRAMS, values.program)) throw new Error('--program takes built or sources');
  return { rounds, json: values.json, program: values.program as Program };
}

function printed(report: CrashReport): string {
  const { sends, launches, messages, insideAtKill, failures } = report;
  const calls = (counts: CrashReport['sends']): string =>
    `${counts.accepted} accepted, ${counts.none} without an answer, ${counts.refused} refused`;
  return [
    `Rounds                ${report.rounds} in ${report.seconds} s, ${report.connections} connections to the relay`,
    `Sends                 ${calls(sends)}`,
    `Launches              ${calls(launches)}`,
    `Messages promised     ${messages.promised}`,
    `... without an answer ${messages.unanswered} (accepted nevertheless)`,
    `Messages stored       ${messages.stored}`,
    `Mails that arrived    ${messages.arrived}`,
    `Inside SMTP at a kill ${insideAtKill.all}, at most ${insideAtKill.most} at one`,
    `Duplicates            ${messages.duplicates}, each with its original Message-ID unless said below`,
    '',
    ...(failures.length === 0
      ? ['Every accepted message arrived, and none twice but for a kill inside SMTP.']
      : failures.map((failure) => `FAILED: ${failure}`)),
  ].join('\n');
}

async function crash(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(HELP);
  const { rounds, json, program } = options;
  await startTestServer();
  try {
    const report = await runCrashTest({
      rounds,
      program,
      largeList: 600,
      happenings: 150,
      progress: (text) => console.error(text),
    });
    console.log(json ? JSON.stringify(report, null, 2) : printed(report));
    if (report.failures.length > 0) process.exitCode = 1;
  } finally {
    await stopTestServer();
  }
}

crash().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
