import { readSwipe } from './swipes';

const swipe = (x: number, y: number) =>
  readSwipe({ clientX: 200, clientY: 300 }, { clientX: 200 + x, clientY: 300 + y });

test('a finger that goes left leads to what comes next, and to the right to what was before', () => {
  expect(swipe(-80, 10)).toBe(1);
  expect(swipe(80, -10)).toBe(-1);
});

test('a tap that slips is no swipe, nor is a finger that scrolls', () => {
  expect(swipe(-59, 0)).toBeNull();
  expect(swipe(-80, 60)).toBeNull();
  expect(swipe(0, 200)).toBeNull();
});
