// Answers questions about the parts of `npm run leads -- import`, all in this process. The argument is a list of
// questions in JSON, and each answer is a line: `["time", text, timeZone]`, `["amount", text]`, `["csv", file]` (what
// the file is, and its rows), `["count", file]` (only how many rows it has).
import { openCsv, readRows, UnreadableRest } from '../import/csvFile.ts';
import { readAmount } from '../import/readAmount.ts';
import { readTime } from '../import/readTime.ts';
import { ToolError } from '../lib/toolError.ts';

const ANSWERS = {
  time: (text, timeZone = 'Europe/Madrid') => {
    const { time, ...rest } = readTime(text, timeZone);
    return time === undefined ? rest : { ...rest, at: new Date(time / 1_000).toISOString() };
  },
  amount: (text) => readAmount(text),
  csv: async (path) => {
    const { encoding, separator, header, lines } = await openCsv(path);
    const rows = [];
    try {
      for await (const { line, cells } of readRows(await openCsv(path)))
        rows.push([line, ...cells]);
    } catch (error) {
      if (!(error instanceof UnreadableRest)) throw error;
      rows.push([error.line, { unreadable: error.message }]);
    }
    return { encoding, separator, header, lines, rows };
  },
  count: async (path) => {
    let count = 0;
    for await (const { cells } of readRows(await openCsv(path))) count += cells.length > 1 ? 1 : 0;
    return count;
  },
};

for (const [part, ...question] of JSON.parse(process.argv[2])) {
  try {
    console.log(JSON.stringify(await ANSWERS[part](...question)));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.log(JSON.stringify({ refusal: error.message.replaceAll(question[0], 'FILE') }));
  }
}
