import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { creationEvent } from '../../functions/test/support/cloudEvents';
import { write } from '../../functions/test/support/writeDocuments';
import { createAppointments } from '../project';
import { summarize, summarizeRatios } from '../statistics';
import type { Measure } from './measure';

/** At most as long as the bare trigger. */
const GOAL = 1;

const bench = join(__dirname, '..');
const WHO = {
  Embudo: {
    module: join(bench, '..', 'functions', 'lib', 'index.js'),
    name: 'onAppointmentCreated',
    env: { OLDER_LEADS: 'false' },
  },
  'a bare trigger': { module: join(bench, 'bare', 'index.js'), name: 'bare', env: {} },
};

/**
 * Measures from the start of a process until it has handled its first event. Embudo handles the creation of
 * a new pair's appointment, in a project without older leads. The bare trigger, on the same SDKs, writes one
 * field.
 */
export const coldStart: Measure = {
  name: 'cold start',
  title: 'From the start of a process until its first event is handled',
  run: async ({ coldStarts }, project) => {
    const [embudo, bare]: [number[], number[]] = [[], []];
    for (let n = 0; n < coldStarts; n += 1) {
      const { paths } = await createAppointments(1, 1);
      const path = `bare/${n}`;
      await write([[path, { text: 'Hola' }]]);
      embudo.push(await msUntilHandled(project, WHO.Embudo, paths[0] ?? ''));
      bare.push(await msUntilHandled(project, WHO['a bare trigger'], path));
    }
    const what = 'the first event';
    return [
      { what, who: 'Embudo', measured: { ...summarize(embudo), unit: 'ms' } },
      {
        what,
        who: 'a bare trigger',
        measured: { ...summarize(bare), unit: 'ms' },
        embudoTo: summarizeRatios(embudo, bare),
        goal: GOAL,
      },
    ];
  },
};

async function msUntilHandled(
  project: string,
  { module, name, env }: { module: string; name: string; env: Readonly<Record<string, string>> },
  path: string,
): Promise<number> {
  const event = JSON.stringify(await creationEvent(project, path));
  const script = join(bench, 'coldStart.cjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, module, name, event], {
    env: { ...process.env, ...env, GCLOUD_PROJECT: project, FUNCTION_TARGET: name },
  });
  const ms = Number(stdout.trim().split('\n').at(-1));
  if (!Number.isFinite(ms)) throw new Error(`${name} did not handle its event: ${stdout}`);
  return ms;
}
