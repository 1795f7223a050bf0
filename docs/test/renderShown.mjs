// Renders what the operator's tool prints about what it is given as JSON: findings, a report, or the lead of `show`.
import { leadIdOf } from '../../functions/src/firestore/leadIds.ts';
import { InMemoryPipeline } from '../../functions/test/support/inMemoryPipeline.ts';
import { FindingSummary } from '../../tools/lib/findingSummary.ts';
import { renderLead } from '../../tools/commands/runShow.ts';
import { renderText } from '../../tools/report/renderText.ts';

const RENDERERS = {
  findings({ counts, findings, apply }) {
    const summary = new FindingSummary(counts);
    for (const finding of findings) summary.add(finding);
    return summary.render({ apply });
  },
  report: ({ report, scope }) => renderText(report, scope),
  /** The lead of a pair after some writes, each with its event. */
  async lead({ pair, writes }) {
    const pipeline = new InMemoryPipeline();
    for (const write of writes) {
      pipeline.advance(1);
      await pipeline.deliver(pipeline.write({ ...write, isStamped: true }));
    }
    const lead = { ...pipeline.lead(pair), id: leadIdOf(pair) };
    const history = pipeline.history(pair).map((entry) => ({ ...entry, at: entry.effectiveAt }));
    return renderLead({ lead, history, unreadable: [] }, pipeline.now());
  },
};

const [, , kind, input] = process.argv;
console.log(JSON.stringify(await RENDERERS[kind](JSON.parse(input))));
