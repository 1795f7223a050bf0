import { Deadline, DeadlineExceededError, EVENT_DEADLINE_MS } from './deadline';

const NEVER = new Promise<never>(() => undefined);

test('a promise that settles in time keeps its result or its error', async () => {
  await expect(new Deadline().limit(Promise.resolve('done'))).resolves.toBe('done');
  const failing = Promise.reject(new Error('Made by a test'));
  await expect(new Deadline().limit(failing)).rejects.toThrow('Made by a test');
});

test('a promise that does not settle in time is left', async () => {
  const deadline = new Deadline(20);
  deadline.throwIfPassed();
  await expect(deadline.limit(NEVER)).rejects.toThrow('Not finished within 0.02 seconds');
  expect(deadline.isPassed).toBe(true);
  expect(() => {
    deadline.throwIfPassed();
  }).toThrow(DeadlineExceededError);
});

test('a deadline that has passed leaves a promise at once', async () => {
  await expect(new Deadline(0).limit(NEVER)).rejects.toThrow(DeadlineExceededError);
});

test('an event has 50 seconds, unless a test says otherwise', () => {
  expect(EVENT_DEADLINE_MS).toBe(50_000);
  const { remainingMs } = new Deadline();
  expect(remainingMs).toBeLessThanOrEqual(50_000);
  expect(remainingMs).toBeGreaterThan(40_000);
});

test('the latest of several deadlines counts, in any order', () => {
  const [soon, later] = [new Deadline(10_000), new Deadline(20_000)];
  expect(Deadline.latest(soon, later)).toBe(later);
  expect(Deadline.latest(later, soon)).toBe(later);
  expect(Deadline.latest(soon)).toBe(soon);
});

test('a timer keeps no process alive, and is cleared once the promise settles', async () => {
  const timers = jest.spyOn(globalThis, 'setTimeout');
  const cleared = jest.spyOn(globalThis, 'clearTimeout');
  const limited = new Deadline().limit(Promise.resolve());
  const timer: unknown = timers.mock.results[0]?.value;
  expect(timer).toMatchObject({ hasRef: expect.any(Function) });
  expect((timer as NodeJS.Timeout).hasRef()).toBe(false);
  await limited;
  expect(cleared).toHaveBeenCalledWith(timer);
  jest.restoreAllMocks();
});
