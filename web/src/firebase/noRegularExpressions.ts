/**
 * In the place of the regular expressions that the Firestore SDK carries along for queries that the
 * board does not make (`regexMatch` of its pipelines): a fifth of its size.
 */
export const RE2JS = {
  compile(): never {
    throw new Error('The board makes no queries with regular expressions');
  },
};
