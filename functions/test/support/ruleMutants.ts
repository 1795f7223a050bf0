/** The security rules with one condition weakened, for each of their conditions. */
import { parseForESLint } from '@firebase/eslint-plugin-security-rules/parser';

/** Where an expression is in the rules: the offsets of its first character, and of the first one after it. */
export interface Span {
  from: number;
  to: number;
}

/** Its span is without the parentheses around it. */
export interface RuleMutant extends Span {
  /** The condition, and what replaces it. */
  name: string;
  /** What replaces it. */
  value: boolean;
  rules: string;
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
  const replace = (node: Node, value: boolean): RuleMutant => {
    const [from, to] = [node.start.start, node.stop.stop + 1];
    return {
      name: `line ${String(node.start.line)}: ${textOf(node).replace(/\s+/g, ' ')} → ${String(value)}`,
      ...withoutParentheses(rules, { from, to }),
      value,
      rules: rules.slice(0, from) + String(value) + rules.slice(to),
    };
  };
  const mutantsOf = (node: Node, predicate: string): RuleMutant[] => {
    const kind = kindOf(node);
    const [first, second, third, fourth, fifth] = node.children ?? [];
    switch (kind) {
      case 'PermissionBody': // `: if` condition
        return third === undefined ? [] : [replace(third, true)];
      case 'ReturnStatement': // `return` expression `;`
        return second === undefined || !/^(is|are|has)[A-Z]/.test(predicate)
          ? []
          : [replace(second, true)];
      case 'LogicalAndExpression':
      case 'LogicalOrExpression': {
        const operands = [first, third].filter(
          (operand) => operand !== undefined && kindOf(operand) !== kind,
        ) as Node[];
        return operands.flatMap((operand) => [
          replace(operand, true),
          ...(kind === 'LogicalOrExpression' ? [replace(operand, false)] : []),
        ]);
      }
      case 'TernaryExpression': // condition `?` one `:` other
        return [first, third, fifth].flatMap((part) =>
          part === undefined || fourth === undefined ? [] : [replace(part, true)],
        );
      default:
        return [];
    }
  };
  /** `outside` is the name of the predicate that contains the node. */
  const walk = (node: Node, outside: string): RuleMutant[] => {
    const children = node.children ?? [];
    const name = kindOf(node) === 'FunctionDeclaration' ? children[1] : undefined;
    const predicate = name === undefined ? outside : textOf(name);
    return [...mutantsOf(node, predicate), ...children.flatMap((child) => walk(child, predicate))];
  };
  const tree = parseForESLint(rules).services['tree'] as Node;
  return walk(tree, '');
}

/**
 * The span of an expression without the brackets at its end and the parentheses at its beginning: the emulator
 * reports an expression without the former.
 */
export function withoutParentheses(rules: string, { from, to }: Span): Span {
  let [first, end] = [from, to];
  while (/[(\s]/.test(rules.charAt(first))) first += 1;
  while (/[()[\]{}\s]/.test(rules.charAt(end - 1))) end -= 1;
  return { from: first, to: end };
}

const kindOf = (node: Node) => node.constructor.name.replace(/Context$/, '');
