import { randomUUID } from 'node:crypto';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore, type DocumentData, type Firestore } from 'firebase-admin/firestore';
import { appointmentOf } from '../project';
import { ratioOf, summaryOf } from '../statistics';
import type { Measure } from './measure';

const GOAL = 1.2;
const LIMIT_MS = 30_000;
const WARM_UP = 3;

/** The project that the Functions emulator serves. */
const SERVED = 'demo-embudo';

/** From a client's write until the client sees the document linked, through the emulated triggers. */
export const deployed: Measure = {
  name: 'deployed',
  title:
    'From the write of an appointment until its leadId is there, through the deployed triggers',
  run: async ({ deployed: writes }) => {
    const db = getFirestore(initializeApp({ projectId: SERVED }, randomUUID()));
    const [embudo, known, bare]: [number[], number[], number[]] = [[], [], []];
    try {
      for (let n = -WARM_UP; n < writes; n += 1) {
        const appointment = appointmentOf(`contacto-${randomUUID()}`);
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
      { what: 'a new pair', who, measured: { ...summaryOf(embudo), unit: 'ms' } },
      { what: 'a known pair', who, measured: { ...summaryOf(known), unit: 'ms' } },
      {
        what: 'a new pair',
        who: 'a bare trigger',
        measured: { ...summaryOf(bare), unit: 'ms' },
        embudoTo: ratioOf(embudo, bare),
        goal: GOAL,
      },
    ];
  },
};

/** Times the write and what it leads to, not the listener that sees it, which is up before. */
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
