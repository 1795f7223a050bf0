/** What a finding is about, in the order in which findings are printed. */
export const TOPICS = {
  project: 'Project',
  settings: 'Settings of this checkout',
  database: 'Database',
  functions: 'Functions',
  rules: 'Firestore rules',
  indexes: 'Firestore indexes',
  scheduler: 'Nightly check',
  authentication: 'Authentication',
  hosting: 'Hosting',
  appCheck: 'App Check',
  olderLeads: 'Older leads',
} as const;

export type Topic = keyof typeof TOPICS;

/**
 * `problem`: something would be lost, or cannot work. `advice`: somebody should know or do something.
 * `unknown`: it could not be asked.
 */
export type Level = 'ok' | 'advice' | 'problem' | 'unknown';

/** One thing that a preflight found out about a project. */
export interface Finding {
  topic: Topic;
  level: Level;
  /** What is there, and what a deployment from this checkout would do to it. */
  found: string;
  /** What to do; null if there is nothing to do. */
  advice: string | null;
  /** Commands that do it, to be pasted into a shell at the root of the repository. */
  commands: readonly string[];
}

type Judge = (found: string, advice?: string, ...commands: readonly string[]) => Finding;

/** Functions that make the findings of one topic, by level. */
export function findingsOf(topic: Topic): Record<Level, Judge> {
  const judge =
    (level: Level): Judge =>
    (found, advice, ...commands) => ({ topic, level, found, advice: advice ?? null, commands });
  return {
    ok: judge('ok'),
    advice: judge('advice'),
    problem: judge('problem'),
    unknown: judge('unknown'),
  };
}

/** `a, b and 3 more`. */
export function listSome(names: readonly string[], max = 8): string {
  const more = names.length - max;
  return more <= 0 ? names.join(', ') : `${names.slice(0, max).join(', ')} and ${more} more`;
}
