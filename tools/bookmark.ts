import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { z } from 'zod';

/** How far long work has come, kept on this machine until it is done: also a crash leaves it. */
export class Bookmark<Place extends z.ZodType> {
  private readonly file: string;

  constructor(
    verb: string,
    private readonly place: Place,
  ) {
    const { GCLOUD_PROJECT: project = '', FIRESTORE_EMULATOR_HOST: host } = process.env;
    const name = [verb, project, ...(host === undefined ? [] : [host])].join('-');
    const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    this.file = join(cache, 'embudo', `${name.replace(/[^\w.-]/g, '_')}.json`);
  }

  /** Where an earlier run broke off; null where none did, or what it left cannot be read. */
  read(): z.infer<Place> | null {
    try {
      return this.place.parse(JSON.parse(readFileSync(this.file, 'utf8')));
    } catch {
      return null;
    }
  }

  /** Whoever reads it finds the former one or the whole of the new one, also after a crash. */
  write(place: z.infer<Place>): void {
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(this.part, JSON.stringify(place));
    renameSync(this.part, this.file);
  }

  remove(): void {
    for (const file of [this.file, this.part]) rmSync(file, { force: true });
  }

  /** What a crash may leave half written. */
  private get part(): string {
    return `${this.file}.part`;
  }
}
