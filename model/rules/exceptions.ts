import { isRecord } from "../json.ts";
import type { Problem } from "../problem.ts";
import { timestamp } from "../timestamp.ts";
import { perhaps } from "../words.ts";
import * as kinds from "./kinds.ts";
import { wrong } from "./reading.ts";

/** A rule set aside for one object, for a while. */
export interface Exception {
  /** Id of the rule: `G10`. */
  readonly rule: string;
  /** `Stage/prod`; with a namespace, `Stage/goserver/prod`, only there. A Promotion is named by its Stage. */
  readonly target: string;
  readonly reason: string;
  /** Who allowed it, as the team names people. */
  readonly approver: string;
  /** The end, not included: RFC 3339, UTC, whole seconds. */
  readonly expires: string;
}

/** How far away an exception's end may be. */
export const longestException = { days: 7, milliseconds: 7 * 24 * 3_600_000 };

const fields = ["rule", "target", "reason", "approver", "expires"] as const;
const example = "{rule: G10, target: Stage/prod, reason: …, approver: …, expires: 2026-01-31T18:00:00Z}";
const targetKinds = [
  ...Object.values(kinds).flatMap((each) => ("kind" in each ? [each.kind] : [])),
  "Pod",
  "Namespace",
];
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads exceptions from any data and tells everything that is wrong with them. Of what is wrong nothing is granted.
 *
 * @param ids of all rules
 * @param now what ends and ended is measured against; left out, no end is judged, for who can't know the time
 */
export function readExceptions(
  value: unknown,
  ids: readonly string[],
  now?: Date,
): { exceptions: readonly Exception[]; problems: readonly Problem[] } {
  if (value === undefined) return { exceptions: [], problems: [] };
  if (!Array.isArray(value)) {
    return { exceptions: [], problems: [problem("exceptions", value, "a list", `Write for example [${example}]`)] };
  }
  const read = value.map((each: unknown, index) => readOne(each, `exceptions[${index}]`, ids, now));
  return {
    exceptions: read.flatMap(({ exception }) => exception ?? []),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** The exception of a rule that an object has, if any. */
export function exceptionFor(
  exceptions: readonly Exception[],
  rule: string,
  object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string },
): Exception | undefined {
  return exceptions.find((exception) => {
    const { kind, namespace, name } = targetOf(exception);
    return (
      exception.rule === rule &&
      kind === object.kind &&
      name === object.name &&
      (namespace === undefined || namespace === object.namespace)
    );
  });
}

/** Whether an exception's time is over. */
export function hasEnded({ expires }: Exception, now: Date): boolean {
  return now.getTime() >= Date.parse(expires);
}

/** What an exception's target names. */
export function targetOf({ target }: Exception): { kind: string; namespace: string | undefined; name: string } {
  const [kind = "", ...rest] = target.split("/");
  return { kind, namespace: rest.length > 1 ? rest[0] : undefined, name: rest.at(-1) ?? "" };
}

/** `G10 is set aside for Stage/prod until 2026-01-31T18:00:00Z by alice: the Git host is down`. */
export function exceptionInWords({ rule, target, reason, approver, expires }: Exception): string {
  return `${rule} is set aside for ${target} until ${expires} by ${approver}: ${reason}`;
}

function readOne(value: unknown, path: string, ids: readonly string[], now: Date | undefined) {
  if (!isRecord(value)) return { problems: [problem(path, value, "a map", `Write for example ${example}`)] };
  const problems: Problem[] = [];
  for (const name of Object.keys(value))
    if (!(fields as readonly string[]).includes(name)) {
      const fix = perhaps(name, fields, "Remove it");
      problems.push(problem(`${path}.${name}`, name, fields.join(", "), fix, "An exception has no such part"));
    }
  const text = (name: (typeof fields)[number], allowed: string, fix: string): string | undefined => {
    const given = value[name];
    if (typeof given === "string" && given.trim() !== "" && !/\p{Cc}/u.test(given)) return given.trim();
    const message = given === undefined ? `An exception has no ${name}` : "This can't be read";
    problems.push(problem(`${path}.${name}`, given, allowed, fix, message));
    return undefined;
  };
  const rule = text("rule", `${ids[0]} to ${ids.at(-1)}`, "Name the rule that is set aside");
  const target = text("target", "Kind/name, such as Stage/prod", "Name the one object that the rule is set aside for");
  const reason = text("reason", "one line", "Write why, for those who come across it later");
  const approver = text("approver", "one line", "Write who allowed it");
  const expires = text("expires", `a date and time within ${longestException.days} days`, "Write when it ends");
  if (rule !== undefined && !ids.includes(rule))
    problems.push(problem(`${path}.rule`, rule, `${ids[0]} to ${ids.at(-1)}`, "Name a rule", "There is no such rule"));
  else if (rule === "G40")
    problems.push(
      problem(
        `${path}.rule`,
        rule,
        "any other rule",
        "Remove it",
        "Nothing is excepted from the rule about exceptions",
      ),
    );
  if (target !== undefined) problems.push(...targetProblems(target, `${path}.target`));
  const end = expires === undefined ? undefined : readEnd(expires, `${path}.expires`, now, problems);
  if (problems.length > 0 || !rule || !target || !reason || !approver || !end) return { problems };
  return { exception: { rule, target, reason, approver, expires: end }, problems };
}

function targetProblems(target: string, path: string): Problem[] {
  if (target.includes("*"))
    return [problem(path, target, "Kind/name, such as Stage/prod", "Write one exception for each object", everything)];
  const [kind = "", ...rest] = target.split("/");
  if (!targetKinds.includes(kind) || rest.length === 0 || rest.length > 2 || !rest.every((part) => name.test(part)))
    return [
      problem(
        path,
        target,
        `Kind/name or Kind/namespace/name; kinds are ${targetKinds.join(", ")}`,
        "Name one object as the message that refused it does",
        "This names no object",
      ),
    ];
  return [];
}

const everything = "An exception is for one object, never for all";
const name = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;

function readEnd(text: string, path: string, now: Date | undefined, problems: Problem[]): string | undefined {
  const end = dateTime.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(end)) {
    const allowed = "a date and time with its zone, such as 2026-01-31T18:00:00Z";
    problems.push(problem(path, text, allowed, "Write it so"));
    return undefined;
  }
  if (now !== undefined) {
    const latest = new Date(now.getTime() + longestException.milliseconds);
    const allowed = `${timestamp(now)} to ${timestamp(latest)}`;
    if (end <= now.getTime())
      problems.push(
        problem(path, text, allowed, "Remove the exception, or have it approved anew", "This exception has ended"),
      );
    else if (end > latest.getTime()) {
      const message = `An exception ends within ${longestException.days} days`;
      problems.push(problem(path, text, allowed, "Write an earlier end, and renew it if need be", message));
    }
  }
  return timestamp(new Date(end));
}

function problem(path: string, got: unknown, allowed: string, fix: string, message?: string): Problem {
  return wrong(path, got, allowed, fix, message, "G40");
}
