/** The security rules with one condition weakened, for each condition that there is. */
import { parseForESLint } from '@firebase/eslint-plugin-security-rules/parser';

export interface RuleMutant {
  /** Which condition, and what became of it. */
  name: string;
  /** The collection in whose section it stands, or '' where all share it. */
  collection: string;
  rules: string;
}

/** The section and the predicate that a node stands in. */
interface Place {
  collection: string;
  predicate: string;
}

/** What is used here of a node of the syntax tree; a token has no children. Offsets are inclusive. */
interface Node {
  start: { start: number; line: number };
  stop: { stop: number };
  children?: Node[];
}

/**
 * Each operand of `&&` and `||`, each part of a choice (`? :`), and each whole condition of an `allow` or
 * of a predicate becomes `true`; an operand of `||`, which is a grant of its own, is also left out.
 */
export function ruleMutantsOf(rules: string): RuleMutant[] {
  const textOf = ({ start, stop }: Node) => rules.slice(start.start, stop.stop + 1);
  const weakened = (node: Node, value: 'true' | 'false'): Omit<RuleMutant, 'collection'> => ({
    name: `line ${String(node.start.line)}: ${textOf(node).replace(/\s+/g, ' ')} → ${value}`,
    rules: rules.slice(0, node.start.start) + value + rules.slice(node.stop.stop + 1),
  });
  const mutantsOf = (node: Node, { collection, predicate }: Place): RuleMutant[] => {
    const replaced = (part: Node, value: 'true' | 'false') => ({
      ...weakened(part, value),
      collection,
    });
    const kind = kindOf(node);
    const [first, second, third, fourth, fifth] = node.children ?? [];
    switch (kind) {
      case 'PermissionBody': // `: if` condition
        return third === undefined ? [] : [replaced(third, 'true')];
      case 'ReturnStatement': // `return` expression `;`
        return second === undefined || !/^(is|are|has)[A-Z]/.test(predicate)
          ? []
          : [replaced(second, 'true')];
      case 'LogicalAndExpression':
      case 'LogicalOrExpression': {
        const operands = [first, third].filter(
          (operand) => operand !== undefined && kindOf(operand) !== kind,
        ) as Node[];
        return operands.flatMap((operand) => [
          replaced(operand, 'true'),
          ...(kind === 'LogicalOrExpression' ? [replaced(operand, 'false')] : []),
        ]);
      }
      case 'TernaryExpression': // condition `?` one `:` other
        return [first, third, fifth].flatMap((part) =>
          part === undefined || fourth === undefined ? [] : [replaced(part, 'true')],
        );
      default:
        return [];
    }
  };
  const walk = (node: Node, outside: Place): RuleMutant[] => {
    const [, name] = node.children ?? [];
    const place = { ...outside };
    if (kindOf(node) === 'FunctionDeclaration' && name) place.predicate = textOf(name);
    if (kindOf(node) === 'MatchRuleDeclaration' && name) {
      place.collection = /(\w+)\/\{\w+\}$/.exec(textOf(name))?.[1] ?? '';
    }
    const children = node.children ?? [];
    return [...mutantsOf(node, place), ...children.flatMap((child) => walk(child, place))];
  };
  const tree = parseForESLint(rules).services['tree'] as Node;
  return walk(tree, { collection: '', predicate: '' });
}

const kindOf = (node: Node) => node.constructor.name.replace(/Context$/, '');
