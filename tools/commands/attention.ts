import { Command, InvalidArgumentError } from 'commander';
import type { ToolOptions } from '../lib/target';

const HELP = `
A lead needs somebody from the time in its field attention. The reason is one of these: the outcome of its viewing is
missing, its viewing has no date, nothing has moved it for the number of days of its status (parameter ATTENTION_DAYS),
somebody put it off until then (followUpAt), or its listing is sold or withdrawn. A lead whose next viewing is still to
come is listed only in the last case: somebody has to call the viewing off.`;

export interface AttentionOptions {
  agent?: string;
  limit: number;
}

/** `attention`: the leads that need somebody now (docs/contract.md §10). */
export function attentionCommand(getOptions: () => ToolOptions): Command {
  return new Command('attention')
    .description('list the leads that need somebody now, those that have waited longest first')
    .option('--agent <uid>', 'only the leads that are assigned to this agent')
    .option('--limit <number>', 'list at most this many leads', parseLimit, 50)
    .addHelpText('after', HELP)
    .exitOverride()
    .action(async (options: AttentionOptions) => {
      const { runAttention } = await import('./runAttention');
      await runAttention(getOptions(), options);
    });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > 10_000) {
    throw new InvalidArgumentError('It is a whole number from 1 to 10000.');
  }
  return limit;
}
