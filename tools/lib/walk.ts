import { formatNumber } from './format';
import type { Interrupt } from './interrupt';
import { Progress } from './progress';

/** What the operator reads about a walk through pages of documents or of something else. */
export interface Walk {
  title: string;
  /** What is walked through. */
  things?: string;
  /** The number of them, as counted before the walk. */
  total: number;
  /** How many of them an earlier run has done. */
  doneBefore?: number;
}

/**
 * Handles page after page and shows progress, until there are no more pages or Ctrl-C is pressed.
 * Returns whether it handled every page.
 */
export async function walk<Page extends { count: number }>(
  { title, things = 'documents', total, doneBefore = 0 }: Walk,
  pages: AsyncIterable<Page>,
  interrupt: Interrupt,
  handlePage: (page: Page, done: number) => void,
): Promise<boolean> {
  if (interrupt.isRequested()) return false;
  const progress = new Progress(title, total, doneBefore);
  let done = doneBefore;
  for await (const page of pages) {
    done += page.count;
    handlePage(page, done);
    progress.advance(page.count);
    if (!interrupt.isRequested()) continue;
    progress.stop();
    return false;
  }
  progress.end(`${formatNumber(done)} ${things}`);
  return true;
}
