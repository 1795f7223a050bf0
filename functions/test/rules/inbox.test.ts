import { at, denied, existing, fresh, granted, withCast } from '../support/rules';
import {
  collection,
  deleteDoc,
  deleteField,
  getDoc,
  getDocs,
  setDoc,
  updateDoc,
} from 'firebase/firestore';

const cast = withCast();
const MAIL = {
  from: 'Ana <ana@example.com>',
  subject: 'Hola',
  text: '¿Sigue libre?',
  state: 'open',
};
const staff = () => [cast.agent, cast.admin];

describe('inbox', () => {
  test('staff read the inbox', async () => {
    const path = await existing('inbox', MAIL);
    for (const person of staff()) {
      await granted(getDoc(at(person, path)));
      await granted(getDocs(collection(person.db, 'inbox')));
    }
  });

  test('customers and strangers neither read nor change it', async () => {
    const path = await existing('inbox', MAIL);
    for (const [, { db }] of [['customer', cast.customer] as const, ...cast.strangers]) {
      await denied(getDoc(at({ db }, path)));
      await denied(getDocs(collection(db, 'inbox')));
      await denied(updateDoc(at({ db }, path), { state: 'done' }));
    }
    await denied(updateDoc(at(cast.customer, path), { state: 'done', ...cast.customer.update() }));
    for (const [, { db, uid }] of cast.strangers) {
      const { updatedAt } = cast.agent.update();
      await denied(updateDoc(at({ db }, path), { state: 'done', updatedBy: uid, updatedAt }));
    }
  });

  test('staff say that a mail is done', async () => {
    for (const person of staff()) {
      const path = await existing('inbox', MAIL);
      await granted(updateDoc(at(person, path), { state: 'done', ...person.update() }));
    }
  });

  test('with their stamps, and nothing else', async () => {
    const path = await existing('inbox', MAIL);
    for (const person of staff()) {
      const done = { state: 'done', ...person.update() };
      await denied(updateDoc(at(person, path), { state: 'done' }));
      await denied(updateDoc(at(person, path), { ...done, updatedBy: cast.customer.uid }));
      await denied(updateDoc(at(person, path), { ...done, updatedAt: new Date(0) }));
      await denied(updateDoc(at(person, path), { ...done, state: 'open' }));
      await denied(updateDoc(at(person, path), { ...done, state: 'lost' }));
      await denied(updateDoc(at(person, path), { ...done, state: deleteField() }));
      await denied(updateDoc(at(person, path), { ...done, text: 'x' }));
      await denied(updateDoc(at(person, path), { ...done, notes: 'x' }));
      await denied(updateDoc(at(person, path), { ...done, from: deleteField() }));
    }
  });

  test('nobody writes or deletes a mail', async () => {
    const path = await existing('inbox', MAIL);
    for (const person of [...staff(), cast.customer]) {
      await denied(setDoc(at(person, fresh('inbox')), MAIL));
      await denied(setDoc(at(person, fresh('inbox')), { state: 'done', ...person.update() }));
      await denied(deleteDoc(at(person, path)));
    }
  });
});
