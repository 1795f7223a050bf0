import { at, denied, existing, fresh, granted, withCast } from '../support/rules';
import { collection, deleteDoc, getDoc, getDocs, setDoc, updateDoc } from 'firebase/firestore';

const cast = withCast();

describe.each(['contacts', 'listings'])('%s', (name) => {
  test('staff read them', async () => {
    const path = await existing(name, { name: 'Sofía' });
    for (const person of [cast.agent, cast.admin]) {
      await granted(getDoc(at(person, path)));
      await granted(getDocs(collection(person.db, name)));
    }
  });
  test('customers and strangers read none', async () => {
    const path = await existing(name, { name: 'Sofía' });
    for (const [, { db }] of [['customer', cast.customer] as const, ...cast.strangers]) {
      await denied(getDoc(at({ db }, path)));
      await denied(getDocs(collection(db, name)));
    }
  });
  test('nobody writes them', async () => {
    const path = await existing(name, { name: 'Sofía' });
    for (const person of [cast.admin, cast.agent, cast.customer]) {
      await denied(setDoc(at(person, fresh(name)), { name: 'x' }));
      await denied(updateDoc(at(person, path), { name: 'x' }));
      await denied(updateDoc(at(person, path), { status: 'sold' }));
      await denied(deleteDoc(at(person, path)));
    }
  });
});

test.each(['maintenance', 'denied', 'contactKeys', 'mail'])(
  '%s, which the server alone uses, is closed',
  async (name) => {
    const path = await existing(name, { at: 'x' });
    for (const [, { db, uid }] of [
      ['admin', cast.admin] as const,
      ['agent', cast.agent] as const,
      ['customer', cast.customer] as const,
      ...cast.strangers,
    ]) {
      await denied(getDocs(collection(db, name)));
      await denied(setDoc(at({ db }, fresh(name)), { at: 'y' }));
      for (const each of [path, `${name}/${uid}`]) {
        await denied(getDoc(at({ db }, each)));
        await denied(updateDoc(at({ db }, each), { at: 'y' }));
        await denied(deleteDoc(at({ db }, each)));
      }
    }
  },
);

test('collections without a rule are closed', async () => {
  for (const person of [cast.admin, cast.agent, cast.customer]) {
    await denied(getDoc(at(person, 'settings/x')));
    await denied(setDoc(at(person, 'settings/x'), { open: true }));
    await denied(getDoc(at(person, 'leads/x/notes/y')));
  }
});
