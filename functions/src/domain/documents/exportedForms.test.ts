import * as fc from 'fast-check';
import { secondsAndNanos, type Micros } from '../time';
import { hasExportedForms, mendedFields } from './exportedForms';

const mended = (data: Readonly<Record<string, unknown>>) =>
  mendedFields(data, (time) => ({ time }));

test.each<[string, unknown, Micros]>([
  ['a text in UTC', '2026-01-03T10:20:30Z', 1_767_435_630_000_000],
  ['a text with a fraction', '2026-01-03T10:20:30.5Z', 1_767_435_630_500_000],
  ['a text with microseconds', '2026-01-03T10:20:30.000001Z', 1_767_435_630_000_001],
  ['a text with nanoseconds, cut', '2026-01-03T10:20:30.000001999Z', 1_767_435_630_000_001],
  ['a text with its zone', '2026-01-03T11:20:30+01:00', 1_767_435_630_000_000],
  ['a map', { _seconds: 1, _nanoseconds: 2_000 }, 1_000_002],
  ['a map of texts', { _seconds: '-1', _nanoseconds: '2000' }, -999_998],
])('a time may be %s', (_what, value, time) => {
  expect(mended({ startsAt: value })).toEqual({ startsAt: { time } });
});

test.each([
  ['a day', '2026-01-03'],
  ['a day that does not exist', '2026-02-30T10:20:30Z'],
  ['a time without a zone', '2026-01-03T10:20:30'],
  ['another text', 'mañana'],
  ['a number', 1_767_435_630_000],
  ['a map with something else', { _seconds: 1, _nanoseconds: 0, zone: 'UTC' }],
  ['a map of fractions', { _seconds: 0.5, _nanoseconds: 0 }],
  ['a Timestamp', { seconds: 1, nanoseconds: 0 }],
  ['nothing', null],
])('a time is not mended if it is %s', (_what, startsAt) => {
  expect(mended({ startsAt })).toEqual({});
});

test('times are mended at any depth, and texts only in fields of times', () => {
  const at = '2026-01-03T10:20:30Z';
  const time = { time: 1_767_435_630_000_000 };
  const data = {
    notes: at,
    nextViewingAt: at,
    viewings: { appointments: { A: { at, status: at, visits: { V: { by: at } } } } },
    list: [{ at }, at],
    whole: { n: 1 },
  };
  expect(mended(data)).toEqual({
    nextViewingAt: time,
    viewings: { appointments: { A: { at: time, status: at, visits: { V: { by: time } } } } },
    list: [{ at: time }, at],
  });
});

test('numbers are mended where there are numbers', () => {
  const numbers = {
    seq: '3',
    secondsInPrevious: '12.5',
    skipped: ['1', 2],
    offer: { amount: '-7' },
  };
  expect(mended({ ...numbers, phone: '600', seqs: '4' })).toEqual({
    seq: 3,
    secondsInPrevious: 12.5,
    skipped: [1, 2],
    offer: { amount: -7 },
  });
  expect(hasExportedForms({ seq: 'three', amount: '250.000,00' })).toBe(false);
});

test('any time is the same again, and then nothing is left to mend', () => {
  const time = fc.integer({ min: -8_000_000_000_000_000, max: 8_000_000_000_000_000 });
  fc.assert(
    fc.property(time, (micros) => {
      const { seconds, nanoseconds } = secondsAndNanos(micros);
      const forms = [{ _seconds: seconds, _nanoseconds: nanoseconds }, textOf(micros)];
      for (const form of forms) {
        const once = mendedFields({ at: form }, (found) => secondsAndNanos(found));
        expect(once).toEqual({ at: { seconds, nanoseconds } });
        expect(hasExportedForms(once)).toBe(false);
      }
    }),
  );
});

function textOf(micros: Micros): string {
  const { seconds, nanoseconds } = secondsAndNanos(micros);
  const whole = new Date(seconds * 1_000).toISOString().slice(0, -'.000Z'.length);
  return `${whole}.${String(nanoseconds).padStart(9, '0')}Z`;
}
