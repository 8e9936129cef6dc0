/** `ticketlake erase PERSON`: takes a person's name and address out of the lake. */
import type { Command } from 'commander';
import type { ErasePlan, EraseStep, ErasedResult } from '../erase/erase';
import { createAsker } from './asker';
import { CommandFailure, EXIT } from './failure';
import { configOf, readingConfigOf } from './configured';
import { checkedName, examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import { counted } from '../progress/format';
import { notReached } from './target-lines';
import type { Output } from './terminal';

interface EraseFlags extends CommonOptions {
  source?: string;
  dryRun?: boolean;
  yes?: boolean;
}

export function eraseCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .argument('<person>', 'e-mail address or person_key')
    .option('--source <name>', 'only in this source')
    .option('--dry-run', 'shows what would be erased, and changes nothing')
    .option('--yes', 'does not ask')
    .action(async (person: string, flags: EraseFlags) => {
      end(await erase(invocation(output, command), person.trim(), flags));
    });
  examples(command, [
    ['ticketlake erase jane@acme.example --dry-run', 'what the lake holds of her'],
    ['ticketlake erase acme:17 --yes --json', 'by her key, for a script'],
  ]);
}

async function erase(started: Invocation, person: string, flags: EraseFlags): Promise<number> {
  const config = flags.dryRun === true ? await readingConfigOf(started) : configOf(started);
  const { output, terminal, common } = started;
  const names = config.sources.map(({ name }) => name);
  const source = flags.source === undefined ? null : checkedName('source', flags.source, names);
  if (flags.dryRun !== true && flags.yes !== true) requireTerminal(started);
  const { erasePerson } = await import('../erase/erase.js');
  const result = await erasePerson(config, {
    person,
    source,
    dryRun: flags.dryRun === true,
    confirm: (plan) => confirmed(started, plan, flags.yes === true),
    report: (step) => {
      if (common.verbose === true) output.err(STEPS[step]);
    },
    now: terminal.now,
  });
  if (result === undefined) {
    throw new CommandFailure(
      EXIT.usage,
      'nobody in the lake has this address or key, and nothing mentions it',
      'Keys are those of the table people, for example acme:17: ticketlake query "SELECT person_key, name FROM people".',
    );
  }
  if (common.json === true) output.json({ exit_code: EXIT_CODES[result.outcome], ...result });
  else
    output.out([ended(result, flags.dryRun === true), ...notReached(result.targets, result.left_targets)].join('\n'));
  return EXIT_CODES[result.outcome];
}

const EXIT_CODES: Readonly<Record<ErasedResult['outcome'], number>> = {
  erased: EXIT.done,
  planned: EXIT.done,
  refused: EXIT.usage,
  'left over': EXIT.failed,
  'not everywhere': EXIT.partly,
};

const STEPS: Readonly<Record<EraseStep, string>> = {
  noted: 'noted that the person is to be erased',
  'raw file rewritten': 'a file of raw/ is rewritten',
  'rows erased': 'the working database is erased',
  published: 'the tables are published without the person',
  compacted: 'the working database is written anew',
  proven: 'every file was looked through',
};

function requireTerminal({ terminal, common }: Invocation): void {
  if (terminal.dialogue !== null && common.json !== true) return;
  throw new CommandFailure(
    EXIT.usage,
    'erasing cannot be undone, and there is no terminal for the question',
    'Add --yes to erase without a question, or --dry-run to see what would be erased.',
  );
}

async function confirmed({ terminal, output }: Invocation, plan: ErasePlan, yes: boolean): Promise<boolean> {
  if (yes || terminal.dialogue === null) return yes;
  output.out(planText(plan));
  return createAsker(terminal.dialogue, 'nothing was erased').confirm('Erase? It cannot be undone.', false);
}

function ended({ outcome, plan, leftovers }: ErasedResult, dryRun: boolean): string {
  if (dryRun) return `${planText(plan)}\nNothing was changed.`;
  if (outcome === 'refused') return 'Nothing was erased.';
  if (outcome === 'left over') {
    const lines = leftovers.map(({ file, what }) => `  ${file}: ${what}`);
    const remedy = leftovers.every(({ file }) => file.startsWith('state/serve/'))
      ? 'A `ticketlake serve` that was started meanwhile keeps what was published before. End it, and run this again.'
      : 'Run this again. If the problem remains, remove these files after a look at them.';
    return ['The person still stands in:', ...lines, remedy].join('\n');
  }
  return [
    `Erased. The person is now "erased person ${plan.pseudonym}" in every table. A search of every file of the lake found them no more, in any form that docs/how-to/personal-data.md lists.`,
    'Other forms are not searched for, for example a first name alone, a misspelling or an address without its domain. A Delta table keeps the name of a column that was made from their name.',
    'Erase them in the service, too. As long as the service names them, every export has to erase them again.',
    'Backups of the lake and copies in Power BI are not reached (see docs/how-to/personal-data.md).',
  ].join('\n');
}

function planText({ people, emails, names, commonNames, rows, texts, raw, isAgain }: ErasePlan): string {
  const list = (title: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`${title} ${items.join(', ')}`];
  const numbers = (counts: Readonly<Record<string, number>>): string[] =>
    Object.entries(counts).map(([table, number]) => `${table} ${number}`);
  const pages = raw.reduce((sum, file) => sum + file.pages, 0);
  return [
    ...(isAgain ? ['This person was erased before. What came back or was left is erased now.'] : []),
    ...list(
      'People:',
      people.map(({ source, person_id: id }) => `${source}:${id}`),
    ),
    ...list('E-mail addresses:', emails),
    ...list('Names:', names),
    ...list('Names that others have, too, or of one word (erased only where the row is of the person):', commonNames),
    ...list('Rows that refer to them:', numbers(rows)),
    ...list('Texts that name them:', numbers(texts)),
    `Raw pages that mention them: ${pages} in ${counted(raw.length, 'file')}`,
  ].join('\n');
}
