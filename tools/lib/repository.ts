import { dirname } from 'node:path';

/** The repository's folder. A script of `scripts/` runs the tool, whose bundle lies elsewhere. */
export const REPOSITORY = dirname(dirname(process.argv[1] ?? ''));
