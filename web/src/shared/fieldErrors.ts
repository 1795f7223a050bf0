/** What is wrong with the fields of a form, by name. */
export type FieldErrors = Readonly<Record<string, string>>;

/** The errors that are still there after a change. New ones are shown when somebody saves. */
export function keepUnmended(shown: FieldErrors, left: FieldErrors): FieldErrors {
  return Object.fromEntries(Object.entries(left).filter(([field]) => field in shown));
}
