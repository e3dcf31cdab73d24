import type { Problem } from "../problem.ts";
import { shown } from "../words.ts";

/** Milliseconds by which two machines' clocks may be apart. */
const skew = 60_000;

/**
 * What is wrong with the moment that `platform.passwordsSince` names. Argo CD passes over one that it can't read without a
 * word (util/settings/accounts.go), and takes no session from before it (util/session/sessionmanager.go).
 *
 * @param text of the form that the schema asks for
 */
export function passwordsSinceProblem(text: string, now: Date): Problem | undefined {
  const moment = new Date(text);
  const problem = (message: string, allowed: string): Problem => ({
    ...{
      rule: "passwords-since",
      severity: "error",
      path: "platform.passwordsSince",
      message,
      got: shown(text),
      allowed,
    },
    fix: "Take the current moment: date -u +%Y-%m-%dT%H:%M:%SZ",
  });
  if (!isInCalendar(text, moment)) return problem("no calendar has this moment", "a moment that there was");
  if (moment.getTime() <= now.getTime() + skew) return undefined;
  return problem(
    "this moment is still to come, and until then Argo CD would end each session as soon as it begins",
    "a moment that has passed",
  );
}

/** JavaScript takes February 30 for March 2, and 24:00 for the day after; Go, and so Argo CD, takes them for nothing. */
function isInCalendar(text: string, moment: Date): boolean {
  const local = text.slice(0, "2026-01-31T08:00:00".length);
  const read = new Date(`${local}Z`);
  return ![moment, read].some((each) => Number.isNaN(each.getTime())) && read.toISOString().startsWith(local);
}
