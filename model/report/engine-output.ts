import { isRecord } from "../json.ts";
import { type Fields, fields } from "../manifests/reading.ts";

/** An engine's events, whichever way its CLI wrote them. */
export interface EngineOutput {
  readonly events: readonly Fields[];
  /** False for the digest of `pulumi preview --json`, which has no policy events. */
  readonly tellsPolicies: boolean;
  /** Lines that are no event: the end of a log that was cut off, or words of a program. */
  readonly unread: number;
}

/**
 * Reads what the CLI writes of a run:
 * - an event log, one event a line: `PULUMI_DEBUG_COMMANDS=true pulumi preview --event-log FILE`, and the same lines on
 *   standard output with `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json`. Source: apitype.EngineEvent,
 *   pulumi v3.259.0, sdk/go/common/apitype/events.go.
 * - the digest that `pulumi preview --json` writes at its end. Source: display.PreviewDigest, pkg/display/json.go.
 */
export function engineOutput(text: string): EngineOutput {
  const digest = parsed(text);
  if (digest !== undefined && ("steps" in digest || "changeSummary" in digest || "duration" in digest))
    return { events: eventsOfDigest(digest), tellsPolicies: false, unread: 0 };
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const events = lines.map(parsed).filter((event) => event !== undefined);
  return { events, tellsPolicies: true, unread: lines.length - events.length };
}

function parsed(text: string): Fields | undefined {
  if (!text.trimStart().startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? fields(value) : undefined;
  } catch {
    return undefined;
  }
}

/** The digest as the events that it was made of. */
function eventsOfDigest(digest: Fields): Fields[] {
  const list = (name: string) => (Array.isArray(digest[name]) ? (digest[name] as unknown[]).filter(isRecord) : []);
  const steps = list("steps").map(({ oldState, newState, diffReasons, detailedDiff, ...step }) => ({
    resourcePreEvent: { metadata: { ...step, old: oldState, new: newState, diffs: diffReasons, detailedDiff } },
  }));
  const diagnostics = list("diagnostics").map(({ message, ...each }) => ({
    // the digest writes the prefix into the message
    diagnosticEvent: { ...each, message: String(message).replace(/^(error|warning|info): /, "") },
  }));
  const failed = list("diagnostics").some(({ severity }) => severity === "error");
  const summary = isRecord(digest["changeSummary"])
    ? [{ summaryEvent: { resourceChanges: digest["changeSummary"], result: failed ? "failed" : "succeeded" } }]
    : [];
  return [...steps, ...diagnostics, ...summary].map(fields);
}
