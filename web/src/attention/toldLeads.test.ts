import { findUntold, noteTold } from './toldLeads';

const lead = (id: string, at: number) => ({ id, attention: { at } });

test('a lead is told once for each time', () => {
  const told = noteTold([], [lead('one', 1)]);
  expect(findUntold(told, [lead('one', 1), lead('one', 2), lead('two', 1)])).toEqual([
    lead('one', 2),
    lead('two', 1),
  ]);
});

test('the oldest is forgotten', () => {
  const many = Array.from({ length: 500 }, (_, n) => lead(`lead-${n}`, n));
  const told = noteTold(noteTold([], [lead('first', 1)]), many);
  expect(told).toHaveLength(500);
  expect(findUntold(told, [lead('first', 1), lead('lead-499', 499)])).toEqual([lead('first', 1)]);
});
