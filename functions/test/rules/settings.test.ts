import { at, denied, existing, granted, withCast } from '../support/rules';
import {
  collection,
  deleteDoc,
  deleteField,
  doc,
  getDoc,
  getDocs,
  setDoc,
  updateDoc,
} from 'firebase/firestore';

const cast = withCast();
const PATH = 'settings/board';
const REASONS = ['Precio', 'Compra otra vivienda'];
const settings = (changed: object = {}) => ({
  lostReasons: REASONS,
  ...cast.admin.update(),
  ...changed,
});

describe('settings', () => {
  test('staff read those of the board, customers and strangers do not', async () => {
    for (const person of [cast.agent, cast.admin]) await granted(getDoc(at(person, PATH)));
    await denied(getDoc(at(cast.customer, PATH)));
    for (const [, { db }] of cast.strangers) await denied(getDoc(doc(db, PATH)));
  });

  test('an admin writes them, new and again, up to the limits', async () => {
    const longest = [
      'x'.repeat(100),
      ...Array.from({ length: 19 }, (_, n) => `Motivo ${String(n)}`),
    ];
    for (const lostReasons of [REASONS, [], longest, ['x']]) {
      await granted(setDoc(at(cast.admin, PATH), settings({ lostReasons })));
    }
    await granted(updateDoc(at(cast.admin, PATH), settings()));
  });

  test('nobody else does', async () => {
    for (const person of [cast.agent, cast.customer]) {
      await denied(setDoc(at(person, PATH), { lostReasons: REASONS, ...person.update() }));
    }
    for (const [, { db, uid }] of cast.strangers) {
      await denied(setDoc(doc(db, PATH), settings({ updatedBy: uid })));
    }
  });

  test('in exactly this shape, with stamps', async () => {
    const { admin } = cast;
    await granted(setDoc(at(admin, PATH), settings()));
    const { updatedBy } = admin.update();
    const wrong: object[] = [
      { lostReasons: REASONS },
      { ...admin.update() },
      { lostReasons: REASONS, updatedBy },
      settings({ updatedBy: cast.agent.uid }),
      settings({ updatedAt: new Date(0) }),
      settings({ other: 1 }),
      ...[null, 'Precio', '', 7, {}, { 0: 'Precio' }].map((lostReasons) =>
        settings({ lostReasons }),
      ),
    ];
    for (const data of wrong) await denied(setDoc(at(admin, PATH), data));
    await denied(updateDoc(at(admin, PATH), { ...admin.update(), lostReasons: deleteField() }));
    await denied(updateDoc(at(admin, PATH), { ...admin.update(), other: 1 }));
  });

  test('at most 20 reasons, each of 1 to 100 characters', async () => {
    const twenty = Array.from({ length: 20 }, (_, n) => `Motivo ${String(n)}`);
    await denied(setDoc(at(cast.admin, PATH), settings({ lostReasons: [...twenty, 'Otro'] })));
    for (let n = 0; n < twenty.length; n += 1) {
      for (const wrong of ['', 'x'.repeat(101), 7, null]) {
        const lostReasons = twenty.with(n, wrong as string);
        await denied(setDoc(at(cast.admin, PATH), settings({ lostReasons })));
      }
    }
  });

  test('nothing is deleted, listed, or kept beside them', async () => {
    await granted(setDoc(at(cast.admin, PATH), settings()));
    const other = await existing('settings', { lostReasons: REASONS });
    for (const person of [cast.agent, cast.admin]) {
      await denied(deleteDoc(at(person, PATH)));
      await denied(getDocs(collection(person.db, 'settings')));
      await denied(getDoc(at(person, other)));
      await denied(setDoc(at(person, other), { lostReasons: REASONS, ...person.update() }));
      await denied(setDoc(at(person, 'settings/board/more/x'), settings()));
    }
  });
});
