import { LEAD_STATUSES, type LeadStatus } from '../leadStatus';
import { createLead, updateLead } from './changeLead';
import { applyManualMove, mayMove, movesFor, moveRequestSchema } from './manualMove';
import { reconcileLead } from './reconcileLead';
import {
  AGENT,
  PAIR,
  appointmentRef,
  appointmentState,
  because,
  committedLead,
  second,
  viewing,
  viewingsOf,
} from '../../../test/support/builders';

/** The table of docs/contract.md §6, copied. */
const TABLE = `
Fase 0: Información Incompleta | Información Solicitada, Respuesta Pendiente, Cerrado (lost)
Información Solicitada | Respuesta Pendiente, Oferta Presentada, Cerrado (lost)
Respuesta Pendiente | Información Solicitada, Oferta Presentada, Cerrado (lost)
Visita Pendiente | Información Solicitada, Respuesta Pendiente, Cerrado (lost)
Visita Realizada | Información Solicitada, Respuesta Pendiente, Oferta Presentada, Cerrado (lost)
Oferta Presentada | Oferta Pendiente Aprobación, Oferta Aceptada, Oferta Rechazada, Cerrado (lost)
Oferta Pendiente Aprobación | Oferta Aceptada, Oferta Rechazada, Oferta Presentada, Cerrado (lost)
Oferta Aceptada | Cerrado (won), Oferta Rechazada
Oferta Rechazada | Oferta Presentada, Información Solicitada, Cerrado (lost)
Cerrado |
`;

const ALLOWED = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [from = '', to = ''] = line.split('|').map((cell) => cell.trim());
      return [from, to.split(', ')];
    }),
);

const targets = LEAD_STATUSES.flatMap((to): [to: LeadStatus, outcome: 'won' | 'lost' | null][] =>
  to === 'Cerrado'
    ? [
        [to, 'won'],
        [to, 'lost'],
      ]
    : [[to, null]],
);

describe.each(LEAD_STATUSES)('from %s', (from) => {
  test.each(targets)('to %s (%s)', (to, outcome) => {
    const closed = outcome === null ? {} : { closed: { outcome } };
    const request = { leadId: 'l', from, to, reason: 'r', requestId: 'q', ...closed };
    const words = outcome === null ? to : `${to} (${outcome})`;
    expect(mayMove('agent', request)).toBe(ALLOWED.get(from)?.includes(words));
    expect(mayMove('admin', request)).toBe(true);
    expect(moveRequestSchema.safeParse(request).success).toBe(from !== to);
  });
});

describe('the request to move a lead (§6)', () => {
  const request: Record<string, unknown> = {
    leadId: 'lead',
    from: 'Oferta Aceptada',
    to: 'Oferta Rechazada',
    reason: 'El banco no concede la hipoteca',
    requestId: 'request-1',
  };
  const closing = { ...request, to: 'Cerrado', closed: { outcome: 'won' } };
  const issuesOf = (data: Record<string, unknown>) =>
    moveRequestSchema.safeParse(data).error?.issues.map(({ code, path, message }) => ({
      code,
      path: path.join('.'),
      message,
    }));

  test('is accepted as it is', () => {
    expect(moveRequestSchema.parse(request)).toEqual(request);
    expect(moveRequestSchema.parse(closing)).toEqual(closing);
    const lost = { ...closing, closed: { outcome: 'lost' } };
    expect(moveRequestSchema.parse(lost)).toEqual(lost);
  });
  test.each([...Object.keys(request)])('needs its %s', (field) => {
    const data = Object.fromEntries(Object.entries(request).filter(([name]) => name !== field));
    expect(issuesOf(data)).toMatchObject([{ path: field }]);
  });
  test('needs a reason of at most 2,000 characters, not only blanks', () => {
    expect(issuesOf({ ...request, reason: ' \n' })).toMatchObject([{ path: 'reason' }]);
    expect(issuesOf({ ...request, reason: 'x'.repeat(2_001) })).toMatchObject([{ path: 'reason' }]);
    expect(issuesOf({ ...request, reason: 'x'.repeat(2_000) })).toBeUndefined();
    expect(moveRequestSchema.parse({ ...request, reason: ' Lo dijo ' }).reason).toBe('Lo dijo');
  });
  test('has a requestId of 1 to 128 characters', () => {
    expect(issuesOf({ ...request, requestId: '' })).toMatchObject([{ path: 'requestId' }]);
    expect(issuesOf({ ...request, requestId: 'x'.repeat(129) })).toMatchObject([
      { path: 'requestId' },
    ]);
    expect(issuesOf({ ...request, requestId: 'x'.repeat(128) })).toBeUndefined();
    expect(issuesOf({ ...request, requestId: 'x' })).toBeUndefined();
  });
  test('may not name the current status, and says so', () => {
    expect(issuesOf({ ...request, to: request['from'] })).toEqual([
      { code: 'custom', path: 'to', message: 'is where the lead is already' },
    ]);
  });
  test('needs an outcome to close a lead, and may have none otherwise', () => {
    const { closed, ...withoutOutcome } = closing;
    expect(issuesOf(withoutOutcome)).toEqual([
      { code: 'custom', path: 'closed', message: 'is required for Cerrado' },
    ]);
    expect(issuesOf({ ...request, closed })).toEqual([
      { code: 'custom', path: 'closed', message: 'is for Cerrado only' },
    ]);
  });
  test.each([
    ['an unknown field', { ...request, status: 'Cerrado' }],
    ['an unknown field of closed', { ...closing, closed: { outcome: 'won', leadId: 'other' } }],
    ['an outcome other than won and lost', { ...closing, closed: { outcome: 'moved' } }],
    ['closed without an outcome', { ...closing, closed: {} }],
    ['a status that is none of the ten', { ...request, to: 'Perdido' }],
    ['a leadId that is a path', { ...request, leadId: 'leads/lead' }],
  ])('must not have %s', (_what, data) => {
    expect(issuesOf(data)).toHaveLength(1);
  });
});

describe('a move by hand (§2, §4 and §6)', () => {
  const { lead } = updateLead(
    createLead(PAIR, 'Appointment', null, {
      source: appointmentRef('A'),
      actor: AGENT,
      effectiveAt: second(10),
    }),
    {
      viewings: viewingsOf(viewing('A', second(10), appointmentState('Scheduled', second(40)))),
      moves: new Map(),
    },
    [because('appointment.scheduled', second(40))],
  );
  const opened = reconcileLead(committedLead('lead', second(50), lead));
  const move = (to: LeadStatus, now: number, closed?: { outcome: 'won' | 'lost' }) =>
    applyManualMove(
      opened,
      {
        leadId: 'lead',
        from: 'Visita Pendiente',
        to,
        reason: 'Lo dijo el cliente',
        requestId: 'request-1',
        ...(closed && { closed }),
      },
      'agent-7',
      now,
    );

  test('is a decision as of the function’s clock, and the history has its user and reason', () => {
    const moved = move('Respuesta Pendiente', second(60));
    expect(moved).toMatchObject({
      isChanged: true,
      lead: {
        status: 'Respuesta Pendiente',
        closed: null,
        decision: {
          status: 'Respuesta Pendiente',
          outcome: null,
          reason: 'Lo dijo el cliente',
          at: second(60),
        },
      },
    });
    expect(moved.entries).toEqual([
      {
        seq: 3,
        from: 'Visita Pendiente',
        to: 'Respuesta Pendiente',
        cause: 'manual',
        reason: 'Lo dijo el cliente',
        source: { collection: 'leads', id: 'lead' },
        actor: { type: 'user', id: 'agent-7' },
        effectiveAt: second(60),
        secondsInPrevious: 20,
        requestId: 'request-1',
      },
    ]);
  });
  test('is never older than the newest state that the lead knows', () => {
    expect(move('Respuesta Pendiente', second(30))).toMatchObject({
      lead: { status: 'Respuesta Pendiente', decision: { at: second(40) } },
      entries: [{ effectiveAt: second(40) }],
    });
  });
  test.each(['won', 'lost'] as const)('can close the lead as %s', (outcome) => {
    expect(move('Cerrado', second(60), { outcome })).toMatchObject({
      lead: {
        decision: { outcome },
        closed: { outcome, reason: 'Lo dijo el cliente', leadId: null },
      },
      entries: [{ to: 'Cerrado', requestId: 'request-1', outcome }],
    });
  });
});

describe('the moves of a role', () => {
  test('an agent has those of the table, and how they close the lead', () => {
    expect(movesFor('agent', 'Oferta Aceptada')).toEqual([
      { to: 'Oferta Rechazada', outcome: null },
      { to: 'Cerrado', outcome: 'won' },
    ]);
    expect(movesFor('agent', 'Cerrado')).toEqual([]);
  });
  test('an admin may go anywhere else, and close the lead either way', () => {
    const moves = movesFor('admin', 'Visita Pendiente');
    expect(moves.filter(({ to }) => to === 'Cerrado')).toEqual([
      { to: 'Cerrado', outcome: 'won' },
      { to: 'Cerrado', outcome: 'lost' },
    ]);
    const others = moves.filter(({ to }) => to !== 'Cerrado');
    expect(others).toEqual(
      LEAD_STATUSES.filter((to) => to !== 'Visita Pendiente' && to !== 'Cerrado').map((to) => ({
        to,
        outcome: null,
      })),
    );
  });
});
