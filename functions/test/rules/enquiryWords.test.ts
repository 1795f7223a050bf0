import {
  ENQUIRY_CHANNELS,
  ENQUIRY_STATUS_LIST,
  ENQUIRY_STATUSES,
} from '../../src/domain/documents/enquiry';
import { RULES, sectionOf, wordsIn } from '../support/ruleSections';

describe('the words of an enquiry and firestore.rules', () => {
  const section = sectionOf(RULES, 'enquiries');
  const initial = ENQUIRY_STATUS_LIST.filter((status) => ENQUIRY_STATUSES[status].isInitial);
  test('list the same statuses', () => {
    const isValid = section.slice(section.indexOf('function isValid'));
    const all = wordsIn(isValid, /get\('status', null\) in \[([^\]]*)\]/g);
    expect(all).toEqual(ENQUIRY_STATUS_LIST);
  });
  test('let clients create an enquiry with the same statuses', () => {
    const create = section.slice(0, section.indexOf('allow update'));
    expect(wordsIn(create, /get\('status', null\) in \[([^\]]*)\]/g)).toEqual(initial);
  });
  test('list the same channels', () => {
    expect(wordsIn(section, /get\('channel', null\) in \[([^\]]*)\]/g)).toEqual(ENQUIRY_CHANNELS);
  });
});
