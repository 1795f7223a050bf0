import { randomUUID } from 'node:crypto';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore, type DocumentData, type Firestore } from 'firebase-admin/firestore';
import { newAppointment } from '../project';
import { summarize, summarizeRatios } from '../statistics';
import type { Measure } from './measure';

const GOAL = 0.9;
const LIMIT_MS = 30_000;
const WARM_UP = 3;

/** The project that the Functions emulator serves. */
const SERVED = 'demo-embudo';

/** Measures from a client's write until that client sees the document linked by the emulated triggers. */
export const deployed: Measure = {
  name: 'deployed',
  title: 'From the write of an appointment until it has its leadId, through the deployed triggers',
  run: async ({ deployed: writes }) => {
    const db = getFirestore(initializeApp({ projectId: SERVED }, randomUUID()));
    const [embudo, known, bare]: [number[], number[], number[]] = [[], [], []];
    try {
      for (let n = -WARM_UP; n < writes; n += 1) {
        const appointment = newAppointment(`contacto-${randomUUID()}`);
        const times = [
          await msUntilLinked(db, `appointments/${randomUUID()}`, appointment),
          await msUntilLinked(db, `appointments/${randomUUID()}`, appointment),
          await msUntilLinked(db, `bare/${randomUUID()}`, { text: 'Hola' }),
        ];
        if (n < 0) continue;
        [embudo, known, bare].forEach((all, at) => all.push(times[at] ?? Infinity));
      }
    } finally {
      await db.terminate();
    }
    const who = 'Embudo';
    return [
      { what: 'a new pair', who, measured: { ...summarize(embudo), unit: 'ms' } },
      { what: 'a known pair', who, measured: { ...summarize(known), unit: 'ms' } },
      {
        what: 'a new pair',
        who: 'a bare trigger',
        measured: { ...summarize(bare), unit: 'ms' },
        embudoTo: summarizeRatios(embudo, bare),
        goal: GOAL,
      },
    ];
  },
};

/** Times the write until the document is linked. The listener is up before the write. */
async function msUntilLinked(db: Firestore, path: string, data: DocumentData): Promise<number> {
  const ref = db.doc(path);
  let start: number | undefined;
  let stop = (): void => {};
  try {
    return await new Promise<number>((resolve, reject) => {
      const late = new Error(`${path} was not linked in time: are the triggers up?`);
      const timer = setTimeout(() => {
        reject(late);
      }, LIMIT_MS);
      const unsubscribe = ref.onSnapshot((snapshot) => {
        if (start === undefined) {
          start = performance.now();
          ref.create(data).catch(reject);
        } else if (snapshot.get('leadId') !== undefined) {
          resolve(performance.now() - start);
        }
      }, reject);
      stop = () => {
        clearTimeout(timer);
        unsubscribe();
      };
    });
  } finally {
    stop();
  }
}
