// npm run leads: runs the operator's tool.
import { runTool } from './toolBundle.js';

await runTool('leads');
