/**
 * What the functions print, as Cloud Logging receives it. Import this before everything else: the logger takes the console
 * as it finds it.
 */
import { z } from 'zod';

const lineSchema = z.looseObject({ severity: z.string(), message: z.string() });
export type PrintedLine = z.infer<typeof lineSchema>;

/** The lines since the process began. */
export const printed: PrintedLine[] = [];

for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  const print = console[method].bind(console);
  console[method] = (...args: unknown[]) => {
    const line = readLine(args);
    if (line === null) print(...args);
    else printed.push(line);
  };
}

function readLine([text, ...rest]: readonly unknown[]): PrintedLine | null {
  if (typeof text !== 'string' || rest.length > 0 || !text.startsWith('{')) return null;
  const parsed = lineSchema.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}
