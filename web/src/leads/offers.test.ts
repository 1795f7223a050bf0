import { compareWithPrice, formatOffer } from './offers';

const euros = (amount: number) => ({ amount, currency: 'EUR' });
/** With the spaces that a line may break at. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('an offer', () => {
  test('is compared with the price of its listing', () => {
    expect(plain(formatOffer(euros(285_000), 455_000))).toBe('285.000 € (−37 % sobre 455.000 €)');
    expect(plain(formatOffer(euros(460_000), 455_000))).toBe('460.000 € (+1 % sobre 455.000 €)');
    expect(plain(formatOffer(euros(455_000), 455_000))).toBe('455.000 € (0 % sobre 455.000 €)');
    expect(plain(formatOffer(euros(285_000), 455_000, true))).toBe('285.000 € (−37 %)');
  });
  test.each([null, 0, -1])('stands alone if the price is %s', (price) => {
    expect(plain(formatOffer(euros(285_000), price))).toBe('285.000 €');
  });
  test('in another currency is not compared', () => {
    const offer = { amount: 285_000, currency: 'GBP' };
    expect(compareWithPrice(offer, 455_000)).toBeNull();
    expect(plain(formatOffer(offer, 455_000))).toBe('285.000 GBP');
  });
});
