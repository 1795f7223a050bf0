import { findSender, planReceipt } from './planReceipt';

const EMAIL = { kind: 'email', hash: 'e' } as const;
const PHONE = { kind: 'phone', hash: 'p' } as const;
const ANA = { name: 'Ana', email: 'ana@example.com', phone: '600112233' };
const NOBODY = new Map<string, string>();

describe('who a message is from', () => {
  test.each([
    [
      'the contact of the e-mail, whatever the phone says',
      [
        ['e', 'ana'],
        ['p', 'bea'],
      ],
      'ana',
      EMAIL,
    ],
    ['else the contact of the phone', [['p', 'bea']], 'bea', PHONE],
    ['else somebody new, under the first key', [], 'e', null],
  ] as const)('%s', (_, holders, contactId, foundBy) => {
    expect(findSender([EMAIL, PHONE], new Map(holders))).toEqual({ contactId, foundBy });
  });

  test('nobody, without a key', () => {
    expect(findSender([], NOBODY)).toBeNull();
  });
});

describe('what a message changes', () => {
  const known = { contactId: 'ana', foundBy: EMAIL };

  test('somebody new gets a document and all keys', () => {
    const sender = { contactId: 'e', foundBy: null };
    expect(planReceipt(ANA, [EMAIL, PHONE], NOBODY, sender, null)).toEqual({
      ...sender,
      newKeys: [EMAIL, PHONE],
      contact: { isNew: true, fields: ANA },
    });
  });

  test('a contact of another system stays as it is, and is found by one more key', () => {
    const plan = planReceipt(ANA, [EMAIL, PHONE], new Map([['e', 'ana']]), known, {
      name: 'A. Q.',
    });
    expect(plan).toEqual({ ...known, newKeys: [PHONE], contact: null });
  });

  test('a contact that was made here gains what it lacks, and keeps what it has', () => {
    const document = { name: 'Ana Q.', email: '', createdBy: 'receiveEnquiry' };
    const { contact } = planReceipt(ANA, [EMAIL], new Map([['e', 'ana']]), known, document);
    expect(contact).toEqual({
      isNew: false,
      fields: { email: 'ana@example.com', phone: '600112233' },
    });
  });

  test('nothing, if it lacks nothing', () => {
    const document = { ...ANA, createdBy: 'receiveEnquiry' };
    const { contact } = planReceipt(ANA, [EMAIL], new Map([['e', 'ana']]), known, document);
    expect(contact).toBeNull();
  });

  test('a contact whose document is gone gets one', () => {
    const { contact } = planReceipt(ANA, [EMAIL], new Map([['e', 'ana']]), known, null);
    expect(contact).toEqual({ isNew: true, fields: ANA });
  });
});
