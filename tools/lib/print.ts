/**
 * Everything that the tools print goes through here. What customers and agents write reaches the operator's terminal:
 * an id may hold sequences that clear the screen, and a reason line breaks that look like another answer.
 */

/** Prints lines on the standard output. No text ends its line, or controls the terminal. */
export function printLines(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${showControls(line)}\n`);
}

/** Prints lines on the standard error stream, in the same way. */
export function printErrorLines(...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${showControls(line)}\n`);
}

/** Prints the rows of a table for spreadsheets. Without the byte order mark, Excel garbles accents. */
export function printCsv(rows: readonly string[]): void {
  // A tab may separate the cells.
  const shown = rows.map((row) => row.split('\t').map(showControls).join('\t'));
  process.stdout.write(`\ufeff${shown.map((row) => `${row}\r\n`).join('')}`);
}

/** Prints a value as JSON on one line. */
export function printJson(value: unknown): void {
  printLines(JSON.stringify(value));
}

/**
 * A text with escapes (`\u001b`) for what controls a terminal, ends a line or changes the direction of writing. JSON
 * stays the same JSON.
 */
export function showControls(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
