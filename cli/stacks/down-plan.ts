import { UserError } from "../../model/problem.ts";
import { listed, nearest } from "../../model/words.ts";
import type { StackState } from "./stack-state.ts";

export interface DownWish {
  /** The stacks to destroy, in that order: those that stand on others first. */
  readonly chosen: readonly StackState[];
  /** The project's other stacks. */
  readonly others: readonly StackState[];
  /** Environments, or stacks, whose protection may be taken off. */
  readonly unprotect: readonly string[];
  /** What a user types for `slipway down ARGS`. */
  readonly commandLine: (args: string) => string;
  /** The options that were given, to be said again: `--cluster-gone`. */
  readonly options: readonly string[];
}

/**
 * Decides whether stacks may be destroyed.
 *
 * @throws UserError that says what stands against it and what to type instead
 */
export function checkDown(wish: DownWish): void {
  checkNames(wish);
  checkOrder(wish);
  checkProtection(wish);
}

/** Whether `--unprotect` names this stack, by its own name or by its environment's. */
export function isUnprotected({ name, role, environment }: StackState, unprotect: readonly string[]): boolean {
  return unprotect.includes(name) || (role === "environment" && unprotect.includes(environment));
}

function checkNames({ chosen, unprotect }: DownWish): void {
  const names = chosen.map(whatToUnprotect);
  const known = chosen.flatMap(({ name, environment }) => [name, environment]);
  const unknown = unprotect.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const guess = nearest(unknown, names);
  throw new UserError(
    `--unprotect ${unknown}: no such environment or stack is to be destroyed${guess === undefined ? "" : `; did you mean ${guess}`} ` +
      `(there are ${listed(names)}). Nothing was destroyed.`,
  );
}

function checkOrder({ chosen, others, commandLine, options }: DownWish): void {
  for (const stack of chosen) {
    const standing = others.filter((other) => standsOn(other, stack));
    if (standing.length === 0) continue;
    const names = standing.map(({ name }) => name).join(" ");
    const what = standing.flatMap(({ stages }) => stages.map(({ name }) => name));
    const living =
      stack.role === "delivery"
        ? `the Kargo Project ${listed(stack.projects)}, and Stages still stand in it: ${listed(what)}`
        : `what stack ${standing.map(({ name }) => name).join(", ")} still needs to be taken down`;
    throw new UserError(
      `stack ${stack.name} holds ${living}. Nothing was destroyed. ` +
        `First: ${commandLine([names, ...options].join(" "))}, or without any name to destroy all of them in order`,
    );
  }
}

/** Stages die with their Project, and nothing of a cluster can be taken down without what runs in it. */
function standsOn(other: StackState, { role, projects }: StackState): boolean {
  if (role === "delivery") return other.stages.some(({ project }) => projects.includes(project));
  if (role === "platform") return other.holds > 0 && (other.role === "delivery" || other.role === "environment");
  return false;
}

function checkProtection({ chosen, others, unprotect, commandLine, options }: DownWish): void {
  const kept = chosen.filter((stack) => stack.protected.length > 0 && !isUnprotected(stack, unprotect));
  if (kept.length === 0) return;
  const rows = kept.flatMap((stack) => stack.protected.map(({ name, object }) => [stack.name, object, name] as const));
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map(([stack, object, name]) =>
    `  ${stack.padEnd(width(0))}  ${object.padEnd(width(1))}  ${name}`.trimEnd(),
  );
  const names = others.length === 0 ? [] : chosen.map(({ name }) => name);
  const wanted = [...new Set([...unprotect, ...kept.map(whatToUnprotect)])];
  const command = commandLine([...names, ...wanted.map((name) => `--unprotect ${name}`), ...options].join(" "));
  throw new UserError(
    `protected from deletion (stack, object, resource):\n${lines.join("\n")}\n` +
      `Nothing was destroyed. To destroy these too, with all Freight, history and workloads in them: ${command}`,
  );
}

function whatToUnprotect({ name, role, environment }: StackState): string {
  return role === "environment" ? environment : name;
}

/** What is about to happen, a line for each stack. */
export function downText({ chosen, unprotect }: Pick<DownWish, "chosen" | "unprotect">): string {
  const width = Math.max(...chosen.map(({ name }) => name.length));
  return chosen
    .map((stack) => {
      const count = stack.protected.length;
      const taken = count > 0 && isUnprotected(stack, unprotect) ? `, ${count} of them protected until now` : "";
      const what = stack.holds === 0 ? "nothing" : `${stack.holds} ${stack.holds === 1 ? "resource" : "resources"}`;
      return `  ${stack.name.padEnd(width)}  ${what}${taken}`;
    })
    .join("\n");
}
