import { sourceKey, sourceOfKey, type SourceRef } from './sourceRef';

test.each<SourceRef>([
  { collection: 'appointments', id: 'A' },
  { collection: 'visits', id: 'V' },
  { collection: 'appointments', id: 'visits/V' },
  { collection: 'visits', id: '' },
])('a key stands for its document: %j', (ref) => {
  expect(sourceOfKey(sourceKey(ref))).toEqual(ref);
});
