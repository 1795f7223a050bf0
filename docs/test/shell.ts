/** Reads scripts of a shell, as far as the documents use it: quotes, comments, pipes, lists, `for` and redirections. */

const TOKEN = /#.*|\n|&&|\|\|?|;|>>?|(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"|;&<>])+/g;
const SEPARATORS: readonly string[] = ['\n', '&&', '|', '||', ';'];

/** The commands of a script, each as its words, without quotes. A loop's list is a command `for`. */
export function commandsOf(script: string): string[][] {
  const commands: string[][] = [[]];
  for (const [token] of script.replaceAll(/\\\n\s*/g, ' ').matchAll(TOKEN)) {
    if (SEPARATORS.includes(token)) commands.push([]);
    else if (!/^(#|>>?$)/.test(token)) commands.at(-1)?.push(token.replaceAll(/['"]/g, ''));
  }
  return commands.map(withoutPrefix).filter(([program = 'done']) => program !== 'done');
}

/** A command without `do`, and without the variables that are set for it. */
function withoutPrefix(words: string[]): string[] {
  const from = words.findIndex((word) => word !== 'do' && !/^[A-Z_]+=/.test(word));
  return from < 0 ? [] : words.slice(from);
}
