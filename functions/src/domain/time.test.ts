import { microsOfMillis, secondsAndNanos, secondsBetween, timestampSchema } from './time';

describe('a Timestamp', () => {
  test('is read with its microseconds, and written back as it was', () => {
    const stored = { seconds: 1_700_000_000, nanoseconds: 123_456_000 };
    expect(timestampSchema.parse(stored)).toBe(1_700_000_000_123_456);
    expect(secondsAndNanos(1_700_000_000_123_456)).toEqual(stored);
  });
  test('may be before 1970', () => {
    const stored = { seconds: -2, nanoseconds: 999_999_000 };
    expect(timestampSchema.parse(stored)).toBe(-1_000_001);
    expect(secondsAndNanos(-1_000_001)).toEqual(stored);
  });
  test('is cut to microseconds', () => {
    expect(timestampSchema.parse({ seconds: 1, nanoseconds: 1_999 })).toBe(1_000_001);
    expect(timestampSchema.parse({ seconds: 1, nanoseconds: 999_999_999 })).toBe(1_999_999);
  });
  test.each([
    ['a fraction of a second', { seconds: 0.5, nanoseconds: 0 }],
    ['a fraction of a nanosecond', { seconds: 1, nanoseconds: 0.5 }],
    ['negative nanoseconds', { seconds: 1, nanoseconds: -1 }],
    ['a second of nanoseconds', { seconds: 1, nanoseconds: 1_000_000_000 }],
    ['no nanoseconds', { seconds: 1 }],
    ['texts', { seconds: '1', nanoseconds: '0' }],
    ['more microseconds than a number holds', { seconds: 9_007_199_255, nanoseconds: 0 }],
    ['no form at all', null],
    ['no value', undefined],
    ['the form of a text', '2026-01-01'],
  ])('must not have %s', (_what, stored) => {
    expect(timestampSchema.safeParse(stored).success).toBe(false);
  });
});

test('microsOfMillis converts the function’s clock', () => {
  expect(microsOfMillis(1_700_000_000_123)).toBe(1_700_000_000_123_000);
});

test('secondsBetween has fractions, and is at least 0', () => {
  expect(secondsBetween(1_000_000, 2_500_000)).toBe(1.5);
  expect(secondsBetween(2_500_000, 1_000_000)).toBe(0);
});
