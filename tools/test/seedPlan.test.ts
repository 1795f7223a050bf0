/** The plan of `npm run leads -- seed`: what it is going to write. */
import { z } from 'zod';
import { runNode } from './support/operator';

const DAY = 86_400_000;
const UNTIL = Date.parse('2025-06-30T00:00:00Z');
const FROM = UNTIL - 730 * DAY;

const fieldsSchema = z.object({
  name: z.string().optional(),
  address: z.string().optional(),
  listingId: z.string().optional(),
  appointmentId: z.string().optional(),
  status: z.string().optional(),
  type: z.string().optional(),
  outcome: z.string().optional(),
  startsAt: z.iso.datetime().optional(),
  endsAt: z.iso.datetime().optional(),
  requestedBy: z.string().optional(),
});
const writeSchema = z.object({
  kind: z.enum(['create', 'update']),
  at: z.number().int(),
  by: z.string(),
  ref: z.object({ collection: z.string(), id: z.string() }),
  fields: fieldsSchema,
});
const pairSchema = z.object({ contactId: z.string(), listingId: z.string().nullable() });
const moveSchema = z.object({
  kind: z.literal('move'),
  at: z.number().int(),
  by: z.string(),
  pair: pairSchema,
  request: z.object({
    from: z.string(),
    to: z.string(),
    reason: z.string().min(1),
    requestId: z.string(),
    closed: z.object({ outcome: z.string() }).optional(),
  }),
});
const planSchema = z.object({
  listings: z.array(writeSchema),
  timelines: z.array(
    z.object({
      contactId: z.string(),
      steps: z.array(z.discriminatedUnion('kind', [writeSchema, moveSchema])),
      pairs: z.array(pairSchema),
    }),
  ),
});
type Plan = z.infer<typeof planSchema>;

interface PlanArguments {
  leads: number;
  seed?: number;
  until?: number;
}

/** Makes the plans of several arguments in one process. */
async function makePlans(...several: readonly PlanArguments[]) {
  const all = several.map((each) => ({ seed: 1, until: UNTIL, ...each }));
  const { output } = await runNode([
    '--input-type=module',
    '--eval',
    `import { makePlan } from './tools/seed/makePlan.ts';
     console.log(JSON.stringify(${JSON.stringify(all)}.map(makePlan)));`,
  ]);
  return z.array(planSchema).parse(JSON.parse(output));
}

async function makePlan(planArguments: PlanArguments): Promise<Plan> {
  const [plan] = await makePlans(planArguments);
  if (plan === undefined) throw new Error('There is no plan');
  return plan;
}

const stepsOf = ({ timelines }: Plan) => timelines.flatMap(({ steps }) => steps);
const writesOf = (plan: Plan) => stepsOf(plan).filter((step) => step.kind !== 'move');
const movesOf = (plan: Plan) => stepsOf(plan).filter((step) => step.kind === 'move');

let large: Plan;
beforeAll(async () => {
  large = await makePlan({ leads: 600 });
});

test('the same arguments give the same plan; another seed or another end gives another', async () => {
  const [again, otherSeed, otherEnd] = await makePlans(
    { leads: 600 },
    { leads: 600, seed: 2 },
    { leads: 600, until: UNTIL - DAY },
  );
  expect(again).toEqual(large);
  expect(otherSeed).not.toEqual(large);
  expect(otherEnd).not.toEqual(large);
});

test('there are as many leads as requested, and a higher number keeps the leads of a lower one', async () => {
  const sizes = [1, 2, 3, 10, 11, 12, 13, 14, 15, 200];
  const plans = await makePlans(...sizes.map((leads) => ({ leads })));
  const pairs = plans.map(({ timelines }) => timelines.flatMap((each) => each.pairs));
  expect(pairs.map((all) => all.length)).toEqual(sizes);
  expect(pairs.map((all) => new Set(all.map((pair) => JSON.stringify(pair))).size)).toEqual(sizes);
  const texts = [...plans, large].map(
    (plan) => new Set(stepsOf(plan).map((step) => JSON.stringify(step))),
  );
  for (const [n, steps] of texts.entries()) {
    expect([...steps].filter((step) => texts[n + 1]?.has(step) === false)).toEqual([]);
  }
});

test('each document is created once, and each request id is used once', () => {
  const created = [...large.listings, ...writesOf(large)].filter(({ kind }) => kind === 'create');
  const ids = [
    ...created.map(({ ref }) => `${ref.collection}/${ref.id}`),
    ...movesOf(large).map(({ request }) => request.requestId),
  ];
  expect(new Set(ids).size).toBe(ids.length);
});

test('the steps of a customer are in order of time, within two years', () => {
  for (const { steps } of large.timelines) {
    const times = steps.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(UNTIL);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(FROM);
  }
  expect(Math.min(...large.listings.map(({ at }) => at))).toBeGreaterThanOrEqual(FROM);
});

test('viewings are in business hours in Madrid, and are written up when they are over', () => {
  const hour = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/Madrid',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const ends = new Map<string, number>();
  for (const { at, ref, fields } of writesOf(large)) {
    const { startsAt, endsAt, status, appointmentId } = fields;
    if (startsAt !== undefined && endsAt !== undefined) {
      expect(Date.parse(startsAt)).toBeGreaterThan(at);
      expect(hour.format(Date.parse(startsAt))).toMatch(
        /^(Mon|Tue|Wed|Thu|Fri) (1[0-36-9]:[03]0)$|^Sat 1[0-3]:[03]0$/,
      );
      ends.set(ref.id, Date.parse(endsAt));
    }
    if (status === 'Completed' || status === 'NoShow') {
      expect(at).toBeGreaterThan(ends.get(ref.id) ?? Infinity);
    }
    if (appointmentId !== undefined) {
      expect(at).toBeGreaterThan(ends.get(appointmentId) ?? Infinity);
    }
  }
  for (const { at } of movesOf(large)) {
    expect(hour.format(at)).toMatch(/^(Mon|Tue|Wed|Thu|Fri) (09|1[0-36-9])|^Sat (09|1[0-3])/);
  }
});

test('the funnel is plausible', () => {
  const leads = large.timelines.flatMap(({ pairs }) => pairs).length;
  const offers = new Set<string>();
  let visited = 0;
  let bookedThemselves = 0;
  let won = 0;
  for (const step of stepsOf(large)) {
    if (step.kind === 'move') {
      if (step.request.to.startsWith('Oferta')) offers.add(JSON.stringify(step.pair));
      if (step.request.closed?.outcome === 'won') won += 1;
      continue;
    }
    const { kind, ref, by, fields } = step;
    if (ref.collection === 'visits' || fields.status === 'Completed') visited += 1;
    if (kind === 'create' && ref.collection === 'appointments') {
      const isBooked = by.startsWith('cliente-');
      expect(fields.requestedBy).toBe(isBooked ? 'contact' : undefined);
      if (isBooked) bookedThemselves += 1;
    }
  }
  const share = (count: number) => count / leads;
  expect(share(visited)).toBeGreaterThan(0.6);
  expect(share(visited)).toBeLessThan(1.1); // Second visits count too.
  expect(share(offers.size)).toBeGreaterThan(0.13);
  expect(share(offers.size)).toBeLessThan(0.28);
  expect(share(won)).toBeGreaterThan(0.05);
  expect(share(won)).toBeLessThan(0.15);
  expect(share(bookedThemselves)).toBeGreaterThan(0.15);
  expect(
    large.timelines.some(({ pairs }) => pairs.some(({ listingId }) => listingId === null)),
  ).toBe(true);
});

test('about half of the recent leads are open, and most of the old ones are not', () => {
  const isClosed = new Set(
    movesOf(large).flatMap(({ pair, request }) =>
      request.to === 'Cerrado' ? JSON.stringify(pair) : [],
    ),
  );
  const openShare = (isChosen: (began: number) => boolean): number => {
    const chosen = large.timelines.filter(({ steps }) => isChosen(steps[0]?.at ?? 0));
    const pairs = chosen.flatMap((each) => each.pairs);
    return pairs.filter((pair) => !isClosed.has(JSON.stringify(pair))).length / pairs.length;
  };
  const recent = openShare((began) => began > UNTIL - 60 * DAY);
  expect(recent).toBeGreaterThan(0.35);
  expect(recent).toBeLessThan(0.85);
  expect(openShare((began) => began < UNTIL - 240 * DAY)).toBeLessThan(0.3);
});

test('a flat is sold once, and there is no step on it after that', () => {
  const sales = new Map<string, number>();
  for (const { at, pair, request } of movesOf(large)) {
    if (request.closed?.outcome !== 'won' || pair.listingId === null) continue;
    expect(sales.has(pair.listingId)).toBe(false);
    sales.set(pair.listingId, at);
  }
  expect(sales.size).toBeGreaterThan(20);
  for (const step of stepsOf(large)) {
    const listingId = step.kind === 'move' ? step.pair.listingId : step.fields.listingId;
    expect(step.at).toBeLessThanOrEqual(sales.get(listingId ?? '') ?? Infinity);
  }
});
