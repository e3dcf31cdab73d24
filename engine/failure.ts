import { RunError } from "@pulumi/pulumi";
import { UserError } from "../model/problem.ts";
import { type Diagnostic, type EventLog, withResource } from "./event-log.ts";
import { secretHider } from "./hide-secrets.ts";
import { CliError } from "./pulumi-cli.ts";
import type { StackRun } from "./stack-run.ts";
import { Stopped } from "./stopped.ts";

/** All that is known about a run that didn't end well. */
export interface Failure {
  readonly operation: string;
  readonly run: Pick<StackRun, "name" | "config">;
  readonly log: EventLog;
  /** What the Automation API threw. */
  readonly error: unknown;
  /** What the program threw, if it did. */
  readonly thrown: unknown;
  /** Whether somebody asked to stop. */
  readonly aborted: boolean;
}

/**
 * The error to throw for a failed run: the user's own mistake in its own words where there is one, else what engine,
 * provider and policies complained about. A defect of the program stays what it is, with its stack trace.
 */
export function failureOf({ operation, run, log, error, thrown, aborted }: Failure): Error {
  const hide = secretHider(run.config);
  if (error instanceof UserError) return error;
  const what = `stack ${run.name}: ${operation}`;
  if (aborted) return new Stopped(`${what} was stopped; run it again to go on`);
  if (thrown instanceof UserError || RunError.isInstance(thrown))
    return new UserError(`${what} failed: ${hide(thrown.message)}`);
  if (thrown instanceof Error) return thrown;
  const errors = log.diagnostics.filter((each) => each.severity === "error");
  if (errors.length > 0)
    return new UserError([`${what} failed:`, ...errors.map(line), ...taken(errors), ...unwritten(errors)].join("\n"));
  if (error instanceof CliError) return new UserError(`${what} failed: ${hide(lastWords(error))}`);
  return error instanceof Error ? error : new Error(String(error));
}

/** A namespace is made and deleted with its stack, so one that is there already is never taken in: it may hold anything. */
function taken(errors: readonly Diagnostic[]): readonly string[] {
  const names = errors.flatMap(({ message }) => /namespaces "([^"]+)" already exists/.exec(message)?.[1] ?? []);
  return [...new Set(names)].map(
    (name) =>
      `  Namespace ${name} is there already, and this stack didn't make it. See what is in it (kubectl get all --namespace ${name}): ` +
      "delete it if nobody needs it, else give the app another name",
  );
}

/** What an engine that can't write its state leaves is known to the cluster alone. Wording: pulumi, pkg/backend/journal.go. */
function unwritten(errors: readonly Diagnostic[]): readonly string[] {
  if (!errors.some(({ message }) => message.includes("failed to save snapshot"))) return [];
  return [
    "  The backend didn't take the state: the last of what was done isn't written down, and is there all the same. " +
      "Mend the backend and run the same command again, which goes on from what was written",
  ];
}

function line(diagnostic: Diagnostic): string {
  return `  ${withResource(diagnostic)}`.replaceAll("\n", "\n    ");
}

/** The end of what the CLI said, without its own mark for errors. */
export function lastWords(error: CliError): string {
  const text =
    error.result.stderr.trim() || error.result.stdout.trim() || `pulumi ended with code ${error.result.code}`;
  return text
    .split("\n")
    .slice(-5)
    .join("\n")
    .replace(/^error: /, "");
}
