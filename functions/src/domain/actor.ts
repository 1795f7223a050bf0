/** Who made a change. A user's id is the uid that the security rules have verified. */
export type Actor = { type: 'user'; id: string } | { type: 'system' | 'console'; id: null };

/** The server itself. */
export const SYSTEM: Actor = { type: 'system', id: null };

/** The Firebase console, or another system that stamps nothing. */
export const CONSOLE: Actor = { type: 'console', id: null };
