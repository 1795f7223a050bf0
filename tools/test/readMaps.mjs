// Reads the files of the arguments as the tool reads the file of --map, and prints what came of each, one a line: the
// map, or the tool's refusal.
import { readMap } from '../lib/olderSystemMap.ts';
import { ToolError } from '../lib/toolError.ts';

for (const file of process.argv.slice(2)) {
  const answer = await readMap(file).catch((error) => {
    if (error instanceof ToolError) return { refusal: error.message.replaceAll(file, 'FILE') };
    throw error;
  });
  console.log(JSON.stringify(answer));
}
