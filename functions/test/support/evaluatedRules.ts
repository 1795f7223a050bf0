/** Which conditions of the security rules requests evaluate, and to what, as the Firestore emulator reports it. */
import { z } from 'zod';
import { rulesOf } from './putRules';
import { withoutParentheses, type RuleMutant, type Span } from './ruleMutants';

/** An expression of the rules that was evaluated. */
export interface Evaluated extends Span {
  /** Whether it ever was something else than `true`, and than `false`: the other one, an error, or no boolean. */
  wasNotTrue: boolean;
  wasNotFalse: boolean;
}

const ownSchema = z.object({
  sourcePosition: z.object({ currentOffset: z.number().default(0), endOffset: z.number() }),
  values: z.array(z.object({ value: z.object({ boolValue: z.boolean().optional() }) })).default([]),
});
type Expression = z.infer<typeof ownSchema> & { children: Expression[] };
const expressionSchema: z.ZodType<Expression> = ownSchema.extend({
  children: z.lazy(() => z.array(expressionSchema).default([])),
});
const coverageSchema = z.object({
  rules: z.object({ files: z.tuple([z.object({ content: z.string() })]) }),
  report: z.array(expressionSchema),
});

/** What the requests in a project have evaluated since its rules were put into force. */
export async function readEvaluated(project: string): Promise<Evaluated[]> {
  const answer = await fetch(`${rulesOf(project)}:ruleCoverage`);
  const { rules, report } = coverageSchema.parse(await answer.json());
  return report.flatMap((each) => flatten(each, rules.files[0].content));
}

function flatten(expression: Expression, rules: string): Evaluated[] {
  const { sourcePosition, values, children } = expression;
  const was = (boolean: boolean) => values.some(({ value }) => value.boolValue !== boolean);
  const { currentOffset: from, endOffset } = sourcePosition;
  const own = {
    ...withoutParentheses(rules, { from, to: endOffset + 1 }),
    ...{ wasNotTrue: was(true), wasNotFalse: was(false) },
  };
  return [
    ...(values.length === 0 ? [] : [own]),
    ...children.flatMap((child) => flatten(child, rules)),
  ];
}

/** Whether requests that evaluated this can be answered in another way by a mutant of the rules. */
export function canDiffer(evaluated: readonly Evaluated[], mutant: RuleMutant): boolean {
  return evaluated.some(
    ({ from, to, wasNotTrue, wasNotFalse }) =>
      from === mutant.from && to === mutant.to && (mutant.value ? wasNotTrue : wasNotFalse),
  );
}
