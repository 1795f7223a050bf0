/** A cell of CSV for spreadsheets, as in RFC 4180. No text can be read as a formula, or ends the row. */
export function renderCsvCell(text: string): string {
  // Spreadsheets take a text for a formula if it begins with one of these.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
