import { type Fields, isFields, type Value } from "../value.ts";

/** One step of a path; each maps the nodes chosen so far to their chosen children. */
type Step = (node: Value) => readonly Value[];

/**
 * Compiles the part of JSONPath (RFC 9535) that `pulumi.com/waitFor` needs: `.name`, `['name']`, `[2]`, `[-1]`, `.*`,
 * `[*]`, and filters that compare a member with a literal, `[?(@.type=="Ready")]`.
 * @throws Error naming the place that is not understood
 */
export function jsonPath(path: string): (object: Fields) => readonly Value[] {
  const steps: Step[] = [];
  let rest = path.startsWith("$") ? path.slice(1) : path;
  while (rest !== "") {
    const parsed = member(rest) ?? bracket(rest);
    if (parsed === undefined) throw new Error(`parsing "${path}": "${rest}" is not understood`);
    steps.push(parsed.step);
    rest = rest.slice(parsed.length);
  }
  if (steps.length === 0) throw new Error(`parsing "${path}": the path selects nothing`);
  return (object) => steps.reduce<readonly Value[]>((nodes, step) => nodes.flatMap(step), [object]);
}

interface Parsed {
  readonly step: Step;
  readonly length: number;
}

const child =
  (name: string): Step =>
  (node) => {
    const value = isFields(node) && Object.hasOwn(node, name) ? node[name] : undefined;
    return value === undefined ? [] : [value];
  };

const children: Step = (node) => (Array.isArray(node) ? node : isFields(node) ? Object.values(node) : []);

const element =
  (index: number): Step =>
  (node) => {
    const value = Array.isArray(node) ? node.at(index) : undefined;
    return value === undefined ? [] : [value];
  };

function member(rest: string): Parsed | undefined {
  const match = /^\.(?:(\*)|([A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*))/.exec(rest);
  if (match === null) return undefined;
  return { step: match[2] === undefined ? children : child(match[2]), length: match[0].length };
}

function bracket(rest: string): Parsed | undefined {
  const all = /^\.?\[\s*\*\s*\]/.exec(rest);
  if (all !== null) return { step: children, length: all[0].length };
  const index = /^\.?\[\s*(-?\d+)\s*\]/.exec(rest);
  if (index !== null) return { step: element(Number(index[1])), length: index[0].length };
  const quoted = /^\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/.exec(rest);
  if (quoted !== null) {
    const name = (quoted[1] ?? quoted[2] ?? "").replace(/\\(.)/g, "$1");
    return { step: child(name), length: quoted[0].length };
  }
  return filter(rest);
}

function filter(rest: string): Parsed | undefined {
  const match =
    /^\.?\[\s*\?\s*\(?\s*@((?:\.[A-Za-z_][\w-]*)+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)"|(true|false|null|-?\d+(?:\.\d+)?))\s*\)?\s*\]/.exec(
      rest,
    );
  if (match === null) return undefined;
  const names = (match[1] ?? "").slice(1).split(".");
  const wanted: unknown = match[5] === undefined ? (match[3] ?? match[4]) : JSON.parse(match[5]);
  const equal = match[2] === "==";
  const holds = (node: Value) => {
    const found = names.reduce<readonly Value[]>((nodes, name) => nodes.flatMap(child(name)), [node]);
    return equal === (found.length > 0 && found[0] === wanted);
  };
  return { step: (node) => children(node).filter(holds), length: match[0].length };
}
