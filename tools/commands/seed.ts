import { Command } from 'commander';
import type { ToolOptions } from '../lib/target';
import type { SeedOptions } from './runSeed';

/** `seed --leads N`: two years of demo data, through the ordinary write path. */
export function seedCommand(getOptions: () => ToolOptions): Command {
  return new Command('seed')
    .description(
      'write Spanish demo data: customers, flats, and two years of enquiries, appointments, visits, offers and sales',
    )
    .requiredOption('--leads <n>', 'how many leads')
    .option('--seed <n>', 'the seed of the random data', '1')
    .option('--until <date>', 'the end of the two years: YYYY-MM-DD, midnight UTC (default: today)')
    .addHelpText(
      'after',
      '\nThe same seed and end date give the same data. A second run changes nothing, and a higher number of leads adds leads.',
    )
    .exitOverride()
    .action(async (options: SeedOptions) => {
      const { runSeed } = await import('./runSeed');
      await runSeed(getOptions(), options);
    });
}
