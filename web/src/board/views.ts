/**
 * «Mis vistas»: what the board showed, under a name. Each is the query of an address, so that a link shows the same to
 * a colleague.
 */
import { z } from 'zod';
import { normalize } from '../shared/matchesText';

export const MAX_VIEWS = 30;
export const MAX_NAME_LENGTH = 40;

const viewSchema = z.object({
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  /** The query of the board's address: empty, or it begins with «?». */
  query: z.string().regex(/^(\?.*)?$/),
});
export type BoardView = z.infer<typeof viewSchema>;

const viewsSchema = z.array(viewSchema).max(MAX_VIEWS).catch([]);

/** The board as a view shows it. */
export const addressOfView = ({ query }: BoardView): string => `/embudo${query}`;

/** Why a name cannot be that of a view beside others. Null if it can. */
export function findNameIssue(views: readonly BoardView[], name: string): string | null {
  if (normalize(name) === '') return 'Escribe un nombre.';
  if (name.trim().length > MAX_NAME_LENGTH) {
    return `Como mucho ${String(MAX_NAME_LENGTH)} caracteres.`;
  }
  const isTaken = views.some((view) => normalize(view.name) === normalize(name));
  return isTaken ? 'Ya hay una vista con ese nombre.' : null;
}

/** Views as they are stored. What cannot be read counts as none. */
export function parseViews(stored: string | null): BoardView[] {
  try {
    return viewsSchema.parse(JSON.parse(stored ?? '[]'));
  } catch {
    return [];
  }
}
