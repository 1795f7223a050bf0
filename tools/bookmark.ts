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

  /** Never half a file: whoever reads it finds the new one or the old one. */
  write(place: z.infer<Place>): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const beside = `${this.file}.${process.pid}`;
    writeFileSync(beside, JSON.stringify(place));
    renameSync(beside, this.file);
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }
}
