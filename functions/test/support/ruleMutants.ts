/** The security rules with one condition weakened, for each of their conditions. */
import { parseForESLint } from '@firebase/eslint-plugin-security-rules/parser';

export interface RuleMutant {
  /** The condition, and what replaces it. */
  name: string;
  /** The collection whose section it is in. Empty for a condition that all sections share. */
  collection: string;
  rules: string;
}

/** The section and the predicate that contain a node. */
interface Place {
  collection: string;
  predicate: string;
}

/** The used part of a syntax node. A token has no children. Offsets are inclusive. */
interface Node {
  start: { start: number; line: number };
  stop: { stop: number };
  children?: Node[];
}

/**
 * Replaces by `true` each operand of `&&` and `||`, each part of a choice (`? :`), and each whole condition of an
 * `allow` or of a predicate. An operand of `||` is a grant of its own, so that it is also replaced by `false`.
 */
export function mutateRules(rules: string): RuleMutant[] {
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
