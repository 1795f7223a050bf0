import type { Checkout } from './checkout';
import { findingsOf, type Finding } from './finding';
import type { Database } from './projectState';

const { ok, advice, problem } = findingsOf('database');

/** The region of a multi-region location that functions belong in, as the Firebase CLI has it. */
const NEAREST: Readonly<Record<string, string>> = {
  eur3: 'europe-west1',
  nam5: 'us-central1',
  nam7: 'us-central1',
};

/** Whether Embudo can use the default database, and whether its functions run near it. */
export function judgeDatabase(
  database: Database | null,
  { parameters: { REGION } }: Checkout,
  projectId: string,
): Finding[] {
  if (database === null) {
    return [
      problem(
        'There is no Firestore database (default). A deployment of rules would create one in nam5, in the United States, for ever.',
        'Create it first, where the data is to be. Its location cannot be changed later.',
        `npx firebase firestore:databases:create "(default)" --project ${projectId} --location ${REGION} --delete-protection ENABLED --point-in-time-recovery ENABLED`,
      ),
    ];
  }
  const { location, type, edition } = database;
  if (type !== 'FIRESTORE_NATIVE') {
    return [
      problem(
        `The database (default) is of the type ${type}: it has no triggers and no rules.`,
        'Embudo needs Firestore in native mode: use another project, or change the mode of an empty database in the console.',
      ),
    ];
  }
  const where = `The database (default) is in ${location}, in native mode`;
  const nearest = NEAREST[location] ?? location;
  return [
    nearest === REGION
      ? ok(`${where}; the functions run in ${REGION}.`)
      : advice(
          `${where}; the functions would run in ${REGION}. Every event and every read crosses regions, which takes time and is billed.`,
          `Set REGION=${nearest} in functions/.env.${projectId}, or the nearest region that has Cloud Functions.`,
        ),
    ...(edition === 'STANDARD'
      ? []
      : [
          advice(
            `The database is of the edition ${edition}, which indexes no field by itself: queries read whole collections.`,
            'Embudo is built for the edition Standard, and its indexes are judged by that edition’s rules.',
          ),
        ]),
  ];
}
