import { Deadline, DeadlineExceededError } from '../concurrency/deadline';
import { isPermanent, retryOnConflict, type Attempt } from './retryOnConflict';

/** An error as the Firestore client throws it, with a gRPC status code. */
function failure(code: number): Error {
  return Object.assign(new Error(`code ${code}`), { code });
}

const ALREADY_EXISTS = 6;
const CONFLICTS = [5, ALREADY_EXISTS, 9, 10];
const UNCERTAIN = [4, 13, 14];
const OTHERS = [1, 2, 3, 7, 8, 11, 12, 15, 16];

/** An attempt that fails with each of these codes in turn, and then succeeds. */
function failingWith(codes: readonly number[]) {
  const attempts: Attempt[] = [];
  const attempt = (retry: Attempt): Promise<string> => {
    const code = codes[attempts.length];
    attempts.push(retry);
    return code === undefined ? Promise.resolve('done') : Promise.reject(failure(code));
  };
  return { attempts, attempt };
}

test('an attempt that succeeds runs once', async () => {
  const { attempts, attempt } = failingWith([]);
  await expect(retryOnConflict(attempt, new Deadline())).resolves.toBe('done');
  expect(attempts).toEqual([{ number: 0, metExistingDocument: false }]);
});

test.each([...CONFLICTS, ...UNCERTAIN])('code %i starts another attempt', async (code) => {
  const { attempts, attempt } = failingWith([code, code]);
  await expect(retryOnConflict(attempt, new Deadline())).resolves.toBe('done');
  expect(attempts.map(({ number }) => number)).toEqual([0, 1, 2]);
});

test.each(OTHERS)('code %i is thrown at once', async (code) => {
  const { attempts, attempt } = failingWith([code]);
  await expect(retryOnConflict(attempt, new Deadline())).rejects.toMatchObject({ code });
  expect(attempts).toHaveLength(1);
});

test('a query without an index is no conflict: the error is thrown at once', async () => {
  const missing = Object.assign(new Error('The query requires an index.'), { code: 9 });
  let attempts = 0;
  const attempt = (): Promise<never> => {
    attempts += 1;
    return Promise.reject(missing);
  };
  await expect(retryOnConflict(attempt, new Deadline())).rejects.toBe(missing);
  expect(attempts).toBe(1);
});

test.each([null, undefined, 'a text', 14, new Error('without a code')])(
  'an error that is not Firestore’s is thrown at once: %p',
  async (thrown) => {
    let attempts = 0;
    const attempt = (): Promise<never> => {
      attempts += 1;
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- The test needs it.
      return Promise.reject(thrown);
    };
    const ended = await retryOnConflict(attempt, new Deadline()).then(
      () => 'resolved',
      (error: unknown) => error,
    );
    expect(ended).toBe(thrown);
    expect(attempts).toBe(1);
  },
);

test('an attempt knows whether the previous one met a document that it meant to create', async () => {
  const { attempts, attempt } = failingWith([ALREADY_EXISTS, 10, ALREADY_EXISTS]);
  await retryOnConflict(attempt, new Deadline());
  expect(attempts.map(({ metExistingDocument }) => metExistingDocument)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('the error is thrown after 12 attempts, so that the event is delivered again', async () => {
  const { attempts, attempt } = failingWith(Array.from({ length: 20 }, () => 10));
  await expect(retryOnConflict(attempt, new Deadline())).rejects.toMatchObject({ code: 10 });
  expect(attempts.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

describe('once the deadline has passed', () => {
  test('no attempt begins', async () => {
    const { attempts, attempt } = failingWith([]);
    await expect(retryOnConflict(attempt, new Deadline(0))).rejects.toThrow(DeadlineExceededError);
    expect(attempts).toEqual([]);
  });

  test.each(CONFLICTS)('nothing waits for an attempt, or follows its code %i', async (code) => {
    let fail: (error: Error) => void = () => undefined;
    const answer = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    let attempts = 0;
    const attempt = (): Promise<never> => {
      attempts += 1;
      return answer;
    };
    const retrying = retryOnConflict(attempt, new Deadline(20));
    await expect(retrying).rejects.toThrow(DeadlineExceededError);
    fail(failure(code));
    await new Promise(setImmediate);
    expect(attempts).toBe(1);
  });

  test('a pause ends, and no attempt follows it', async () => {
    // A pause of hours.
    jest.spyOn(Math, 'random').mockReturnValue(1_000_000);
    const { attempts, attempt } = failingWith([10, 10]);
    await expect(retryOnConflict(attempt, new Deadline(20))).rejects.toThrow(DeadlineExceededError);
    expect(attempts).toHaveLength(1);
    jest.restoreAllMocks();
  });
});

test('only an invalid argument is permanent', () => {
  const codes = [...CONFLICTS, ...UNCERTAIN, ...OTHERS];
  expect(codes.filter((code) => isPermanent(failure(code)))).toEqual([3]);
  expect([null, undefined, 3, 'a text', {}].some(isPermanent)).toBe(false);
});
