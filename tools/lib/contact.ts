import { requiredId } from '../../functions/src/domain/fields';
import { ToolError } from './toolError';

/** A contact's id as the command line names it. */
export function parseContact(text: string): string {
  const id = requiredId.safeParse(text);
  if (!id.success) throw new ToolError('--contact is not the id of a contact.');
  return id.data;
}
