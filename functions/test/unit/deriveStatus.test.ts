import { deriveStatus, type Decision, type LeadFacts } from '../../src/domain/deriveStatus';
import type { LeadStatus } from '../../src/domain/leadStatus';
import type { AppointmentState, Viewing, VisitState } from '../../src/domain/viewing';

const appointment = (
  status: AppointmentState['status'],
  at: number,
  type: AppointmentState['type'] = 'Visita',
): AppointmentState => ({ status, at, type });
const done = (outcome: VisitState['outcome'], at: number): VisitState => ({
  status: 'visit_done',
  outcome,
  at,
});
const viewing = (
  openedAt: number,
  state: AppointmentState | null,
  ...visits: VisitState[]
): Viewing => ({
  openedAt,
  appointment: state,
  visits: Object.fromEntries(visits.map((visit, n) => [`v${n}`, visit])),
});
const by = (status: LeadStatus, at: number, outcome: Decision['outcome'] = null): Decision => ({
  status,
  outcome,
  at,
});
const lead = (viewings: Record<string, Viewing>, rest: Partial<LeadFacts> = {}): LeadFacts => ({
  decision: null,
  hasListing: true,
  viewings,
  ...rest,
});

describe('scenarios of the contract (section 5), by the facts a lead ends with', () => {
  const scenarios: [events: string, LeadFacts, LeadStatus][] = [
    ['A Scheduled', lead({ A: viewing(1, appointment('Scheduled', 1)) }), 'Visita Pendiente'],
    [
      'A Scheduled; A Completed',
      lead({ A: viewing(1, appointment('Completed', 2)) }),
      'Visita Realizada',
    ],
    [
      'A Scheduled; A Cancelled',
      lead({ A: viewing(1, appointment('Cancelled', 2)) }),
      'Información Solicitada',
    ],
    [
      'A Scheduled; V(A) offer_made',
      lead({ A: viewing(1, appointment('Completed', 2), done('offer_made', 2)) }),
      'Oferta Presentada',
    ],
    [
      'A Scheduled; V(A) more_info_needed; A Completed',
      lead({ A: viewing(1, appointment('Completed', 3), done('more_info_needed', 2)) }),
      'Información Solicitada',
    ],
    [
      'A Scheduled; B Scheduled; B Cancelled',
      lead({
        A: viewing(1, appointment('Scheduled', 1)),
        B: viewing(2, appointment('Cancelled', 3)),
      }),
      'Visita Pendiente',
    ],
    [
      'A Completed; B Scheduled; B Cancelled',
      lead({
        A: viewing(1, appointment('Completed', 1)),
        B: viewing(2, appointment('Cancelled', 3)),
      }),
      'Visita Realizada',
    ],
    [
      'V(A) offer_made; A Scheduled again',
      lead({ A: viewing(1, appointment('Scheduled', 3), done('offer_made', 2)) }),
      'Oferta Presentada',
    ],
    [
      'V(A) more_info_needed; A Scheduled again',
      lead({ A: viewing(1, appointment('Scheduled', 3), done('more_info_needed', 2)) }),
      'Visita Pendiente',
    ],
    [
      'V(A) offer_made; manual Oferta Pendiente Aprobación; B Scheduled',
      lead(
        {
          A: viewing(1, null, done('offer_made', 2)),
          B: viewing(4, appointment('Scheduled', 4)),
        },
        { decision: by('Oferta Pendiente Aprobación', 3) },
      ),
      'Oferta Pendiente Aprobación',
    ],
    [
      'manual Cerrado (lost); A (opened before) Completed',
      lead({ A: viewing(1, appointment('Completed', 3)) }, { decision: by('Cerrado', 2, 'lost') }),
      'Cerrado',
    ],
    [
      'manual Cerrado (lost); C Scheduled, opened after',
      lead({ C: viewing(3, appointment('Scheduled', 3)) }, { decision: by('Cerrado', 2, 'lost') }),
      'Visita Pendiente',
    ],
    [
      'manual Cerrado (won); C Scheduled, opened after',
      lead({ C: viewing(3, appointment('Scheduled', 3)) }, { decision: by('Cerrado', 2, 'won') }),
      'Cerrado',
    ],
    [
      'A Scheduled, no listing; A Completed',
      lead({ A: viewing(1, appointment('Completed', 2)) }, { hasListing: false }),
      'Fase 0: Información Incompleta',
    ],
    [
      'A Scheduled, type Firma',
      lead({ A: viewing(1, appointment('Scheduled', 1, 'Firma')) }),
      'Fase 0: Información Incompleta',
    ],
  ];
  test.each(scenarios)('%s', (_events, facts, status) => {
    expect(deriveStatus(facts)).toBe(status);
  });
});

describe('the derivation table (section 4)', () => {
  const F0 = 'Fase 0: Información Incompleta';
  const before: LeadStatus[] = [
    F0,
    'Información Solicitada',
    'Respuesta Pendiente',
    'Visita Pendiente',
  ];
  const offers: LeadStatus[] = [
    'Oferta Presentada',
    'Oferta Pendiente Aprobación',
    'Oferta Aceptada',
  ];
  const effective: [string, Omit<Viewing, 'openedAt'>, LeadStatus][] = [
    ['scheduled', viewing(0, appointment('Scheduled', 9)), 'Visita Pendiente'],
    ['completed', viewing(0, appointment('Completed', 9)), 'Visita Realizada'],
    ['visited without outcome', viewing(0, null, done(null, 9)), 'Visita Realizada'],
    ['visited, offer_made', viewing(0, null, done('offer_made', 9)), 'Oferta Presentada'],
    [
      'visited, more_info_needed',
      viewing(0, null, done('more_info_needed', 9)),
      'Información Solicitada',
    ],
    ['cancelled', viewing(0, appointment('Cancelled', 9)), 'Información Solicitada'],
    ['no-show', viewing(0, appointment('NoShow', 9)), 'Información Solicitada'],
    ['removed', viewing(0, appointment('removed', 9)), 'Información Solicitada'],
  ];
  describe.each(effective)('%s', (name, said, implied) => {
    const isCancellation = ['cancelled', 'no-show', 'removed'].includes(name);
    const from = (decision: Decision, openedAt: number) =>
      deriveStatus(lead({ A: { ...said, openedAt } }, { decision }));

    test.each(before)('from %s', (status) => {
      expect(from(by(status, 5), 1)).toBe(implied);
    });
    test('from Visita Realizada', () => {
      expect(from(by('Visita Realizada', 5), 1)).toBe(
        isCancellation ? 'Visita Realizada' : implied,
      );
    });
    test.each(offers)('from %s: stays', (status) => {
      expect(from(by(status, 5), 7)).toBe(status);
    });
    test('from Cerrado (won): stays', () => {
      expect(from(by('Cerrado', 5, 'won'), 7)).toBe('Cerrado');
    });
    test('from Cerrado (lost): only a viewing opened after the decision counts', () => {
      expect(from(by('Cerrado', 5, 'lost'), 7)).toBe(implied);
      expect(from(by('Cerrado', 5, 'lost'), 5)).toBe('Cerrado');
    });
    test('from Oferta Rechazada: only a viewing opened after it counts, but an offer always', () => {
      expect(from(by('Oferta Rechazada', 5), 7)).toBe(implied);
      expect(from(by('Oferta Rechazada', 5), 5)).toBe(
        name === 'visited, offer_made' ? 'Oferta Presentada' : 'Oferta Rechazada',
      );
    });
    test('at the time of a decision: the decision counts as later', () => {
      expect(from(by('Respuesta Pendiente', 9), 1)).toBe('Respuesta Pendiente');
    });
  });

  test('without a listing a viewing opened later reopens a lost lead, to Fase 0', () => {
    const facts = lead(
      { A: viewing(7, appointment('Scheduled', 7)) },
      { hasListing: false, decision: by('Cerrado', 5, 'lost') },
    );
    expect(deriveStatus(facts)).toBe(F0);
  });

  test('statements are applied oldest first, whatever their kind', () => {
    const facts = lead({
      A: viewing(1, appointment('Completed', 3)),
      B: viewing(1, appointment('Scheduled', 2)),
    });
    expect(deriveStatus(facts)).toBe('Visita Realizada');
  });

  test('statements of equal time: cancelled, completed, visited, scheduled', () => {
    const facts = lead({
      A: viewing(1, appointment('Scheduled', 3)),
      B: viewing(1, null, done('more_info_needed', 3)),
    });
    expect(deriveStatus(facts)).toBe('Visita Pendiente');
  });
});
