/**
 * Histories that the first edition of the contract did not see, each the shortest of its kind
 * (docs/contract.md §2 to §4): played like the random ones, with their events in order and in reverse, once
 * each and all of them again, and compared with the same model.
 */
import { playAndCheck } from '../../../test/support/histories';
import type {
  Action,
  AppointmentPick,
  OlderAction,
  Stamping,
  Step,
} from '../../../test/support/historyActions';
import { inMemoryBackend } from '../../../test/support/inMemoryBackend';

type Kind<Name extends Action['kind']> = Extract<Action, { kind: Name }>;

const PAIR = { contact: 0, listing: 0 } as const;

const schedule = (n: number, fields: Partial<Kind<'schedule'>> = {}): Action => ({
  kind: 'schedule',
  ...PAIR,
  appointment: n,
  type: null,
  agent: null,
  prospect: null,
  spelling: 'canonical',
  ...fields,
});
/** Writes visit `n`, of an appointment or of none. */
const visit = (n: number, of: number | null, fields: Partial<Kind<'visit'>> = {}): Action => ({
  kind: 'visit',
  ...PAIR,
  visit: n,
  of: pick(of),
  outcome: null,
  offer: undefined,
  isPending: false,
  names: 'nobody',
  stamping: 'stamped',
  spelling: 'canonical',
  ...fields,
});
const set = (appointment: number, status: string, stamping: Stamping = 'stamped'): Action => ({
  kind: 'set',
  appointment,
  status,
  stamping,
  spelling: 'canonical',
});
const list = (document: number, listing: 0 | 1 | null, isStamped = true): Action => ({
  kind: 'list',
  document,
  listing,
  isStamped,
});
const repoint = (n: number, to: number | null): Action => ({
  kind: 'repoint',
  ...PAIR,
  visit: n,
  to: pick(to),
});
const decide = (to: number): Action => ({ kind: 'decide', lead: 0, to, outcome: 'lost' });
const remove = (document: number, expireAt: 'none' | 'passed' = 'none'): Action => ({
  kind: 'delete',
  document,
  expireAt,
});
const erase = (lead: number, at: number): Action => ({
  kind: 'erase',
  lead,
  keeps: 0,
  at,
  turn: 0,
});
const note = (document: number): Action => ({ kind: 'note', document });
const [REQUESTED, AWAITING, OFFER, LOST] = [1, 2, 5, 9];

function pick(id: number | null): AppointmentPick | null {
  return id === null ? null : { id };
}

const older = (status: number): OlderAction => ({
  ...PAIR,
  status,
  spelling: 'canonical',
  outcome: null,
  agent: null,
  prospect: null,
  hasHistory: false,
});

/** The action's event is delivered at the end. */
const late = (action: Action): Step => ({ action, deliver: [], mode: 'one by one', within: null });
/** Its event is delivered at once; or else the n-th of the last three, counted from the end. */
const now = (action: Action, ...deliver: readonly number[]): Step => ({
  ...late(action),
  deliver: deliver.length === 0 ? [0] : deliver,
});
/** It happens, and its event is delivered, while the event before it waits for its turn. */
const meanwhile = (action: Action): Step => ({ ...now(action), within: { event: 0, atRead: 0 } });

const HISTORIES: Readonly<Record<string, readonly Step[]>> = {
  'a pending visit waits for its turn while its appointment moves': [
    now(schedule(0)),
    late(visit(0, 0, { isPending: true })),
    meanwhile(list(0, 1)),
  ],
  'an offer waits for its turn while the console corrects the listing of a no-show': [
    now(schedule(0)),
    now(set(0, 'NoShow')),
    late(visit(0, 0, { outcome: 'offer_made' })),
    meanwhile(list(0, 1, false)),
  ],
  'a viewing comes back without the visit that was re-pointed meanwhile': [
    now(schedule(0)),
    now(schedule(1)),
    now(visit(0, 0, { outcome: 'offer_made' })),
    now(list(0, 1)),
    now(repoint(0, 1)),
    now(list(0, 0)),
    now(visit(0, 1, { outcome: 'more_info_needed' })),
  ],
  'a visit joins an appointment whose move is not known yet': [
    now(schedule(0)),
    now(visit(0, null, { isPending: true })),
    late(list(0, 1)),
    now(repoint(0, 0)),
    now(note(1), 1, 0),
  ],
  'a visit of an older viewing is re-pointed by a slip, and back': [
    now(schedule(0)),
    now(visit(0, 0)),
    late(decide(LOST)),
    now(schedule(1)),
    now(repoint(0, 1)),
    now(repoint(0, 0)),
  ],
  'a visit names the contact that its appointment had before': [
    now(schedule(0)),
    now(visit(0, 0, { names: 'somebody' })),
    late({ kind: 'correctContact', document: 0, isStamped: false }),
  ],
  'a visit is linked by an event that is older than its state': [
    late(visit(0, 0, { isPending: true })),
    now(visit(0, 0, { outcome: 'offer_made' })),
    now(schedule(0), 2),
  ],
  'another system writes an appointment back as it was before the server linked it anew': [
    now(schedule(0)),
    late({ kind: 'details', document: 0, field: 'agentId', value: 0 }),
    now(list(0, 1)),
    now({ kind: 'writeBack', document: 0, version: 1, status: 'Cancelled' }),
  ],
  'a foreign document stands in the history': [
    now(schedule(0)),
    late({ kind: 'foreignEntry', lead: 0, ahead: 1 }),
    now(set(0, 'Cancelled')),
  ],
  'a lead is put back from before a decision': [
    now(schedule(0)),
    late(decide(LOST)),
    late({ kind: 'putBack', lead: 0, backup: 0 }),
    now(set(0, 'NoShow')),
  ],
  'a foreign clock is two hours ahead of a decision': [
    now(schedule(0)),
    late(set(0, 'Cancelled', 'foreign')),
    late(decide(AWAITING)),
  ],
  'an appointment is copied with all its fields, on a lost lead': [
    now(schedule(0)),
    late(decide(LOST)),
    now({ kind: 'copy', document: 0, into: 0 }),
  ],
  'a whole write without stamps follows a decision': [
    now(schedule(0)),
    late(decide(REQUESTED)),
    now({ kind: 'bareSet', document: 0, keepsLink: true }),
  ],
  'a lead is erased, then its appointment': [now(schedule(0)), now(erase(0, 0))],
  'a visit of its own is erased, then its lead': [
    now(schedule(0, { listing: 1 })),
    now(visit(0, null)),
    now(erase(1, 1)),
  ],
  'two agents, delivered in reverse': [
    late(schedule(0, { agent: 'agent-1', prospect: 'prospect-1' })),
    now(schedule(1, { agent: 'agent-2', prospect: 'prospect-2' })),
  ],
  'words in another spelling': [
    now(schedule(1, { spelling: 'odd' })),
    late({ kind: 'overwrite', lead: 0, text: REQUESTED, spelling: 'odd' }),
  ],
  'an empty listing': [
    now(schedule(0, { listing: null })),
    now(schedule(1, { listing: null, spelling: 'odd' })),
  ],
  'a later viewing of a lost lead without listing is cancelled': [
    now(schedule(0, { listing: null })),
    late(decide(LOST)),
    now(schedule(1, { listing: null })),
    now(set(1, 'Cancelled')),
  ],
  'an appointment is created again for another contact, under the id of a visit that was kept': [
    now(schedule(0)),
    now(visit(0, 0, { outcome: 'offer_made' })),
    now(remove(0)),
    now(schedule(0, { contact: 1 })),
    now(visit(0, 0, { outcome: 'more_info_needed' })),
  ],
  'a visit is retracted': [now(schedule(0)), now(visit(0, 0)), now({ kind: 'retract', visit: 0 })],
  'an appointment is cancelled while it cannot be used': [
    now(schedule(0)),
    now({ kind: 'spoil', document: 0, status: 'Cancelled', isStamped: false }),
    now({ kind: 'mend', isStamped: false }),
  ],
  'retention takes a completed appointment': [
    now(schedule(0)),
    now(set(0, 'Completed')),
    now(remove(0, 'passed')),
  ],
};

const WITH_OLDER_LEADS: Readonly<Record<string, [readonly OlderAction[], readonly Step[]]>> = {
  'an import of years ago, after an older Cerrado': [
    [older(LOST)],
    [
      now({
        kind: 'import',
        ...PAIR,
        document: 0,
        of: null,
        status: 0,
        age: 'years',
        hasUpdatedAt: false,
      }),
    ],
  ],
  'two older leads of one pair': [[older(REQUESTED), older(OFFER)], [now(schedule(0))]],
};

const ALL: [name: string, olderLeads: readonly OlderAction[], steps: readonly Step[]][] = [
  ...Object.entries(HISTORIES).map(
    ([name, steps]): [string, readonly OlderAction[], readonly Step[]] => [name, [], steps],
  ),
  ...Object.entries(WITH_OLDER_LEADS).map(
    ([name, [olderLeads, steps]]): [string, readonly OlderAction[], readonly Step[]] => [
      name,
      olderLeads,
      steps,
    ],
  ),
];
const IN_ORDER = [0];
const REVERSED = Array.from({ length: 20 }, (_, n) => 20 - n);

test.each(ALL)('%s', async (_name, olderLeads, steps) => {
  for (const order of [IN_ORDER, REVERSED]) {
    for (const isRepeated of [false, true]) {
      const history = { olderLeads, steps, order, isRepeated };
      await playAndCheck(
        inMemoryBackend(),
        { ...history, isMended: true, mode: 'one by one', losses: [] },
        false,
        new Map(),
      );
    }
  }
});
