const FAILED_PRECONDITION = 9;

/**
 * Whether Firestore refused a query because it has no index, or one that is still being built. Nothing that
 * the same code could try again would change that.
 */
export function isMissingIndex(error: unknown): error is Error & { code: unknown } {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === FAILED_PRECONDITION &&
    /requires an? (\w+ )?index/i.test(error.message)
  );
}
