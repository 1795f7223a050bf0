import { APPOINTMENT_STATUSES } from '../documents/appointment';
import { GONE_REASONS } from '../leads/listingStatus';
import type { Micros } from '../time';
import type { CountedStep } from './countedSteps';
import { groupName } from './groupName';

/**
 * The figures of each agent, each month and each origin. They count distinct leads, each in the month of its
 * first such entry in the period. Only no-shows are counted one by one.
 */
export interface Figures {
  /** The entry with which the lead's history began: it comes from no status. */
  begun: number;
  /** Reached `Visita Realizada`. */
  visited: number;
  /** Reached `Oferta Presentada`. */
  offered: number;
  won: number;
  lost: number;
  /** The lost ones among them whose last reason is that the listing was sold to somebody else. */
  lostToOther: number;
  /** Entries whose cause is a no-show. A no-show that does not change the lead's status makes no entry. */
  noShows: number;
}

export function noFigures(): Figures {
  return { begun: 0, visited: 0, offered: 0, won: 0, lost: 0, lostToOther: 0, noShows: 0 };
}

export function hasNoFigures(figures: Figures): boolean {
  return FIGURES.every(({ figure }) => figures[figure] === 0);
}

/** Counts a lead's steps in all the figures that `figuresAt` gives for their times. */
export function countFigures(
  steps: readonly CountedStep[],
  figuresAt: (time: Micros) => readonly Figures[],
): void {
  for (const { figure, counts, each } of FIGURES) {
    const found = steps.filter((step) => counts(step, steps));
    for (const { at } of each ? found : found.slice(0, 1)) {
      for (const figures of figuresAt(at)) figures[figure] += 1;
    }
  }
}

/** Why a lead was lost. One that was lost several times counts with the last reason. Null if it was not. */
export function lostReason(steps: readonly CountedStep[]): { key: string; text: string } | null {
  const lost = steps.findLast(isLost);
  return lost === undefined ? null : groupName(lost.reason ?? '');
}

function isLost({ closing }: CountedStep): boolean {
  return closing === 'lost';
}

function isLostToOther(steps: readonly CountedStep[]): boolean {
  return lostReason(steps)?.key === SOLD_TO_OTHER;
}

const SOLD_TO_OTHER = groupName(GONE_REASONS.sold).key;

/** The causes of the statuses that mean that the client did not come. */
const NO_SHOW_CAUSES: readonly string[] = Object.values(APPOINTMENT_STATUSES)
  .filter(({ clientCame }) => clientCame === false)
  .map(({ cause }) => cause);

const FIGURES: readonly {
  figure: keyof Figures;
  counts: (step: CountedStep, steps: readonly CountedStep[]) => boolean;
  /** Whether each entry counts, instead of each lead. */
  each?: true;
}[] = [
  { figure: 'begun', counts: ({ isFirst }) => isFirst },
  { figure: 'visited', counts: ({ to }) => to === 'Visita Realizada' },
  { figure: 'offered', counts: ({ to }) => to === 'Oferta Presentada' },
  { figure: 'won', counts: ({ closing }) => closing === 'won' },
  { figure: 'lost', counts: isLost },
  { figure: 'lostToOther', counts: (step, steps) => isLost(step) && isLostToOther(steps) },
  { figure: 'noShows', counts: ({ cause }) => NO_SHOW_CAUSES.includes(cause), each: true },
];
