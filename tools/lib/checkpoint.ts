import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import type { Target } from './target';

/**
 * How far a long command has come, in a file on this machine: one for each command and project. The
 * file survives a crash and is removed when the command is done.
 */
export class Checkpoint<State extends z.ZodType> {
  private readonly file: string;

  constructor(
    command: string,
    { projectId, isReal }: Target,
    private readonly state: State,
  ) {
    const { FIRESTORE_EMULATOR_HOST: host = '' } = process.env;
    const name = [command, projectId, ...(isReal ? [] : [host])].join('-');
    const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    this.file = join(cache, 'embudo', `${name.replace(/[^\w.-]/g, '_')}.json`);
  }

  /** The state that an interrupted run left; null if there is none, or if it cannot be read. */
  read(): z.infer<State> | null {
    try {
      return this.state.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return null;
    }
  }

  /** Replaces the state atomically: a reader finds the old state or the new one, even after a crash. */
  write(state: z.infer<State>): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.partFile, JSON.stringify(state));
    renameSync(this.partFile, this.file);
  }

  remove(): void {
    for (const file of [this.file, this.partFile]) rmSync(file, { force: true });
  }

  /** The new state while it is written. A crash may leave this file incomplete. */
  private get partFile(): string {
    return `${this.file}.part`;
  }
}
