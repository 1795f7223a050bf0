import { logger } from 'firebase-functions';
import { z } from 'zod';

export interface LogLine {
  severity: 'info' | 'warn' | 'error';
  message: string;
  facts: Readonly<Record<string, unknown>>;
}

const argumentsSchema = z.tuple([z.string(), z.record(z.string(), z.unknown()).default({})]);

/** Collects what the functions log, instead of printing it. The list is emptied before each test. */
export function catchLogs(): LogLine[] {
  const lines: LogLine[] = [];
  beforeEach(() => {
    lines.length = 0;
    for (const severity of ['info', 'warn', 'error'] as const) {
      jest.spyOn(logger, severity).mockImplementation((...args: unknown[]) => {
        const [message, facts] = argumentsSchema.parse(args.length === 1 ? [...args, {}] : args);
        lines.push({ severity, message, facts });
      });
    }
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });
  return lines;
}
