/** `completion`: makes the shell complete commands and options. The script is made from the command table. */
import { UsageError, type Command } from './command';
import { allCommands } from './commands';
import { PROGRAM } from './help';
import { COMMON_OPTIONS } from './readCommandLine';

const SHELLS = ['bash', 'zsh'] as const;

export const completion: Command = {
  name: 'completion',
  summary: 'Print a script that makes bash or zsh complete commands and options.',
  details: [
    'For this shell:  source <(soapstone completion bash)',
    'For all to come: put that line into ~/.bashrc, or with zsh into ~/.zshrc (behind compinit).',
  ].join('\n'),
  args: [{ name: 'SHELL', doc: `${SHELLS.join(' or ')}.` }],
  options: {},
  run: async ({ args: [shell] }) => {
    if (!SHELLS.some((name) => name === shell)) throw new UsageError(`SHELL is ${SHELLS.join(' or ')}.`);
    // zsh runs bash's completions itself, once it has been told to.
    const script = [...(shell === 'zsh' ? [ZSH] : []), bashScript(await allCommands())].join('\n');
    return { text: script, json: { shell, script } };
  },
};

const ZSH =
  '(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }\nautoload -Uz bashcompinit && bashcompinit';

/** Words that can follow: the first of a command, its second, then options; files everywhere else. */
function bashScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name.split(' '));
  const firsts = [...new Set(names.map(([first]) => first!))];
  const seconds = firsts.flatMap((first) => {
    const words = names.flatMap(([one, second]) => (one === first && second !== undefined ? [second] : []));
    return words.length > 0 ? [[first, words] as const] : [];
  });
  const branch = (pattern: string, words: readonly string[]): string =>
    `    '${pattern}') words='${words.join(' ')}' ;;`;
  return [
    `_${PROGRAM}() {`,
    '  local word=${COMP_WORDS[COMP_CWORD]} first=${COMP_WORDS[1]} second= words=',
    '  (( COMP_CWORD > 2 )) && second=${COMP_WORDS[2]}',
    '  COMPREPLY=()',
    `  if (( COMP_CWORD == 1 )); then words='${[...firsts, 'help', '--help', '--version'].join(' ')}'`,
    '  elif (( COMP_CWORD == 2 )) && [[ $word != -* ]]; then case $first in',
    ...seconds.map(([first, words]) => branch(first, words)),
    '  esac',
    '  elif [[ $word == -* ]]; then case "$first $second" in',
    ...commands.map(({ name, options }) =>
      branchOf(name, [...Object.keys(options), ...Object.keys(COMMON_OPTIONS)]),
    ),
    '  esac; fi',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    `complete -o default -F _${PROGRAM} ${PROGRAM}`,
  ].join('\n');
}

/** A command of one word is followed by anything. */
const branchOf = (name: string, options: readonly string[]): string =>
  `    ${name.includes(' ') ? `'${name}'` : `'${name} '*`}) words='${options.map((option) => `--${option}`).join(' ')}' ;;`;
