import { changeText, findConflicts, findUnsaved, rebase, shownText, withoutEdit } from './edits';

const STORED = { notes: 'Tiene garaje', result: 'none' };

test('a changed field shows the own text, and the others the stored one', () => {
  const edits = changeText({}, STORED, 'notes', 'No tiene garaje');
  expect(shownText(edits, STORED, 'notes')).toBe('No tiene garaje');
  expect(shownText(edits, STORED, 'result')).toBe('none');
  expect(findUnsaved(edits, STORED)).toEqual(edits);
});

test('a text that is put back is no change', () => {
  const edits = changeText({}, STORED, 'notes', 'Otra cosa');
  expect(changeText(edits, STORED, 'notes', STORED.notes)).toEqual({});
});

test('what somebody else stores in another field is no conflict', () => {
  const edits = changeText({}, STORED, 'notes', 'No tiene garaje');
  expect(findConflicts(edits, { ...STORED, result: 'offer_made 285000' })).toEqual([]);
});

test('what somebody else stores in the same field is one, until the person decides', () => {
  const edits = changeText({}, STORED, 'notes', 'No tiene garaje');
  const theirs = { ...STORED, notes: 'Con garaje doble' };
  expect(findConflicts(edits, theirs)).toEqual(['notes']);
  expect(shownText(edits, theirs, 'notes')).toBe('No tiene garaje');

  const kept = rebase(edits, { notes: theirs.notes });
  expect(findConflicts(kept, theirs)).toEqual([]);
  expect(shownText(kept, theirs, 'notes')).toBe('No tiene garaje');
  // A third version is a new conflict.
  expect(findConflicts(kept, { ...theirs, notes: 'Sin garaje' })).toEqual(['notes']);

  const used = withoutEdit(edits, 'notes');
  expect(shownText(used, theirs, 'notes')).toBe('Con garaje doble');
});

test('writing on does not hide a conflict', () => {
  const theirs = { ...STORED, notes: 'Con garaje doble' };
  const edits = changeText({}, STORED, 'notes', 'No');
  expect(findConflicts(changeText(edits, theirs, 'notes', 'No tiene'), theirs)).toEqual(['notes']);
});

test('a change that both make is saved already', () => {
  const edits = changeText({}, STORED, 'notes', 'Con trastero');
  const theirs = { ...STORED, notes: 'Con trastero' };
  expect([findConflicts(edits, theirs), findUnsaved(edits, theirs)]).toEqual([[], {}]);
});
