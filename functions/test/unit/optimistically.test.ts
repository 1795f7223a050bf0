import { isPermanent, optimistically, type Retry } from '../../src/application/optimistically';

/** An error as the Firestore client throws it, with a gRPC status code. */
function failure(code: number): Error {
  return Object.assign(new Error(`code ${code}`), { code });
}

const ALREADY_EXISTS = 6;
const CONFLICTS = [5, ALREADY_EXISTS, 9, 10];
const UNCERTAIN = [4, 13, 14];
const OTHERS = [1, 2, 3, 7, 8, 11, 12, 15, 16];

/** An attempt that fails with these codes, one after the other, and then succeeds. */
function failingWith(codes: readonly number[]) {
  const attempts: Retry[] = [];
  const attempt = (retry: Retry): Promise<string> => {
    const code = codes[attempts.length];
    attempts.push(retry);
    return code === undefined ? Promise.resolve('done') : Promise.reject(failure(code));
  };
  return { attempts, attempt };
}

test('what succeeds is done once', async () => {
  const { attempts, attempt } = failingWith([]);
  await expect(optimistically(attempt)).resolves.toBe('done');
  expect(attempts).toEqual([{ number: 0, somethingExists: false }]);
});

test.each([...CONFLICTS, ...UNCERTAIN])('after code %i it starts again', async (code) => {
  const { attempts, attempt } = failingWith([code, code]);
  await expect(optimistically(attempt)).resolves.toBe('done');
  expect(attempts.map(({ number }) => number)).toEqual([0, 1, 2]);
});

test.each(OTHERS)('code %i is thrown at once', async (code) => {
  const { attempts, attempt } = failingWith([code]);
  await expect(optimistically(attempt)).rejects.toMatchObject({ code });
  expect(attempts).toHaveLength(1);
});

test.each([null, undefined, 'a text', 14, new Error('without a code')])(
  'what is no error of Firestore is thrown at once: %p',
  async (thrown) => {
    let attempts = 0;
    const attempt = (): Promise<never> => {
      attempts += 1;
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- That is what is tested.
      return Promise.reject(thrown);
    };
    const ended = await optimistically(attempt).then(
      () => 'resolved',
      (error: unknown) => error,
    );
    expect(ended).toBe(thrown);
    expect(attempts).toBe(1);
  },
);

test('an attempt is told whether the one before it met what it meant to create', async () => {
  const { attempts, attempt } = failingWith([ALREADY_EXISTS, 10, ALREADY_EXISTS]);
  await optimistically(attempt);
  expect(attempts.map(({ somethingExists }) => somethingExists)).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('after 12 attempts the error is thrown, so that the event comes again', async () => {
  const { attempts, attempt } = failingWith(Array.from({ length: 20 }, () => 10));
  await expect(optimistically(attempt)).rejects.toMatchObject({ code: 10 });
  expect(attempts.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test('only an invalid argument is refused for good', () => {
  const codes = [...CONFLICTS, ...UNCERTAIN, ...OTHERS];
  expect(codes.filter((code) => isPermanent(failure(code)))).toEqual([3]);
  expect([null, undefined, 3, 'a text', {}].some(isPermanent)).toBe(false);
});
