/** A lead, and since when it needs somebody. */
interface Due {
  id: string;
  attention: { at: number };
}

/** So much is remembered: more than anybody's leads that are due. */
const MAX_TOLD = 500;

const keyOf = ({ id, attention }: Due): string => `${id} ${String(attention.at)}`;

/** Those leads of which the person was not notified for the time that they have now. */
export function findUntold<Lead extends Due>(
  told: readonly string[],
  due: readonly Lead[],
): Lead[] {
  return due.filter((lead) => !told.includes(keyOf(lead)));
}

/** What the person was told of, with some more leads. The oldest is forgotten. */
export function noteTold(told: readonly string[], leads: readonly Due[]): string[] {
  return [...told, ...leads.map(keyOf)].slice(-MAX_TOLD);
}
