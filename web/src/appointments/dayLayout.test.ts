import { microsOfMillis } from '#domain/time';
import { layOutDay } from './dayLayout';

const DAY = new Date('2027-03-01T00:00:00+01:00');
const at = (hour: string) => microsOfMillis(Date.parse(`2027-03-01T${hour}:00+01:00`));
const appointment = (from: string, until: string | null, status: 'Scheduled' | 'Cancelled') => ({
  status,
  startsAt: at(from),
  endsAt: until === null ? null : at(until),
});

test('what takes time stands at its hours, between eight and nine at night', () => {
  const [one, cancelled] = [
    appointment('08:00', '21:00', 'Scheduled'),
    appointment('09:00', '10:00', 'Cancelled'),
  ];
  const { blocks, wanted } = layOutDay(DAY, [one, cancelled], null);
  expect(blocks).toEqual([{ appointment: one, left: 0, width: 100, isClash: false }]);
  expect(wanted).toBeNull();
});

test('what takes place at the same time clashes, and what follows does not', () => {
  const others = [
    appointment('10:00', null, 'Scheduled'),
    appointment('11:30', '12:00', 'Scheduled'),
  ];
  const { blocks, wanted } = layOutDay(DAY, others, {
    startsAt: at('10:30'),
    endsAt: at('11:30'),
  });
  expect(blocks.map(({ isClash }) => isClash)).toEqual([true, false]);
  expect(wanted?.left).toBeCloseTo((100 * 2.5) / 13);
  expect(wanted?.width).toBeCloseTo(100 / 13);
});

test('the strip is longer for who works early or late', () => {
  const { blocks } = layOutDay(DAY, [appointment('06:00', '07:00', 'Scheduled')], {
    startsAt: at('21:00'),
    endsAt: at('22:00'),
  });
  expect(blocks[0]).toMatchObject({ left: 0, width: 100 / 16 });
});

test('what is wanted on another day is not on the strip, and clashes with nothing', () => {
  const other = microsOfMillis(Date.parse('2027-03-02T10:00:00+01:00'));
  const { blocks, wanted } = layOutDay(DAY, [appointment('10:00', null, 'Scheduled')], {
    startsAt: other,
    endsAt: other + 1,
  });
  expect(wanted).toBeNull();
  expect(blocks[0]?.isClash).toBe(false);
});
