import { at, denied, existing, fresh, withCast } from '../support/rules';
import {
  collection,
  collectionGroup,
  deleteDoc,
  getDoc,
  getDocs,
  setDoc,
  updateDoc,
} from 'firebase/firestore';

const cast = withCast();
const everybody = () => [
  ...Object.entries({ admin: cast.admin, agent: cast.agent, customer: cast.customer }),
  ...cast.strangers,
];

/** What was put away of the customer, and the receipt of it. */
async function putAway(): Promise<string[]> {
  const block = await existing('blocked', { until: null });
  return [
    block,
    await existing(`${block}/blockedDocuments`, { path: 'leads/x', data: { contactId: 'c' } }),
    await existing('privacyReceipts', { by: 'x' }),
  ];
}

test('nobody reads what is blocked, or a receipt, one by one or all', async () => {
  const paths = await putAway();
  for (const [, { db }] of everybody()) {
    for (const path of paths) {
      await denied(getDoc(at({ db }, path)));
      await denied(getDocs(collection(db, path.slice(0, path.lastIndexOf('/')))));
    }
    await denied(getDocs(collectionGroup(db, 'blockedDocuments')));
  }
});

test('nobody writes there', async () => {
  const paths = await putAway();
  for (const [, { db }] of everybody()) {
    for (const path of paths) {
      await denied(setDoc(at({ db }, fresh(path.slice(0, path.lastIndexOf('/')))), { x: 1 }));
      await denied(updateDoc(at({ db }, path), { x: 1 }));
      await denied(deleteDoc(at({ db }, path)));
    }
  }
});
