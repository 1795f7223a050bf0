import { connection } from './firebase/connection';

const seen = new Set<string>();

/** Remembers an agent whom a document names. */
export function noteAgent(uid: string | null): void {
  if (uid !== null) seen.add(uid);
}

/**
 * The uids of the agents that the board knows of: those whom the documents name that it has read, and whoever is
 * signed in. No document says who is staff (docs/contract.md §7), and clients cannot list users.
 */
export function listAgents(): string[] {
  const { currentUser } = connection().auth;
  return [...new Set([...seen, ...(currentUser === null ? [] : [currentUser.uid])])];
}
