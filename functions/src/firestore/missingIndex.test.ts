import { isMissingIndex } from './missingIndex';

const failure = (code: unknown, message: string) => Object.assign(new Error(message), { code });

test.each([
  '9 FAILED_PRECONDITION: The query requires an index. You can create it here: https://…',
  'The query requires an index. That index is currently building and cannot be used yet.',
  'The query requires a COLLECTION_GROUP_ASC index for collection statusHistory and field to.',
])('a missing index is recognised: %s', (message) => {
  expect(isMissingIndex(failure(9, message))).toBe(true);
});

test.each([
  ['a precondition of a commit', failure(9, 'the stored version does not match the required one')],
  ['another code', failure(10, 'The query requires an index.')],
  ['no error of Firestore’s', new Error('The query requires an index.')],
  ['no error', { code: 9, message: 'The query requires an index.' }],
  ['nothing', null],
])('%s is none', (_, error) => {
  expect(isMissingIndex(error)).toBe(false);
});
