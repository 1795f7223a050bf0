import { getApps, initializeApp } from 'firebase-admin/app';
import { getFirestore, type Firestore } from 'firebase-admin/firestore';

/** The database as the agency's other systems write it, without the rules. */
export function otherSystems(projectId = process.env['GCLOUD_PROJECT'] ?? ''): Firestore {
  const name = `other-systems-${projectId}`;
  const app = getApps().find((each) => each.name === name) ?? initializeApp({ projectId }, name);
  return getFirestore(app);
}
