import type { BreakOff } from './breakOff';
import { numberOf, Progress } from './progress';

/** A long walk, as the operator is told of it. */
export interface Walk {
  title: string;
  /** How many documents there are, as far as is known when it begins. */
  total: number;
  /** How many of them an earlier run has done. */
  doneBefore?: number;
}

/** Walks through pages with progress, until there are no more or it is to break off. True if it came to the end. */
export async function walk<Page extends { count: number }>(
  { title, total, doneBefore = 0 }: Walk,
  pages: AsyncIterable<Page>,
  breakOff: BreakOff,
  see: (page: Page, done: number) => void,
): Promise<boolean> {
  if (breakOff.isWanted()) return false;
  const progress = new Progress(title, total, doneBefore);
  let done = doneBefore;
  for await (const page of pages) {
    done += page.count;
    see(page, done);
    progress.advance(page.count);
    if (!breakOff.isWanted()) continue;
    progress.stop();
    return false;
  }
  progress.end(`${numberOf(done)} documents`);
  return true;
}
