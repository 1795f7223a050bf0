/** A failure that the operator can fix. The program prints its message, one sentence, and no stack. */
export class ToolError extends Error {}

/** The message of anything that was thrown. */
export function getMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
