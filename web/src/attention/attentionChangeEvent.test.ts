import type { WaitingLead } from './attention';
import { countIn } from './attentionChangeEvent';

const due = ['lucia', 'mateo', 'lucia', null].map((assignedTo) => ({ assignedTo }) as WaitingLead);
const own = due.filter(({ assignedTo }) => assignedTo === 'lucia');

test.each([
  ['of all, for all', { agent: null, due, isComplete: true }, null, 4],
  ['of all, for one', { agent: null, due, isComplete: true }, 'lucia', 2],
  ['of one, for the same', { agent: 'lucia', due: own, isComplete: true }, 'lucia', 2],
  ['of one, for another', { agent: 'lucia', due: own, isComplete: true }, 'mateo', null],
  ['of one, for all', { agent: 'lucia', due: own, isComplete: true }, null, null],
  ['of the first, for one', { agent: null, due, isComplete: false }, 'lucia', null],
])('a list %s', (_, waiting, whose, count) => {
  expect(countIn(waiting, whose)).toBe(count);
});
