import { cron } from "../../grammar/cron.ts";
import { timeZone } from "../../grammar/time-zone.ts";
import { windowDuration } from "../../grammar/window-duration.ts";
import { canonicalJson } from "../../json.ts";
import { shown } from "../../words.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type Fields, fields, items, string } from "../reading.ts";

const targets = ["applications", "namespaces", "clusters"];
/** What makes two windows one to Argo CD. */
const identity = ["kind", "schedule", "duration", ...targets, "timeZone", "andOperator"];

/**
 * The sync windows of an AppProject. Its CRD takes any text; Argo CD reads them when it is about to sync, and holds back
 * what it can't judge. Source: SyncWindow.Validate and AppProject.ValidateProject of Argo CD.
 */
export function checkSyncWindows(object: ManifestObject): ObjectFinding[] {
  if (object.kind !== "AppProject") return [];
  const windows = items(fields(object.value.spec).syncWindows, ["spec", "syncWindows"]);
  return [...windows.flatMap(({ path, value }) => windowFindings(path, value)), ...duplicates(windows)];
}

function windowFindings(path: Path, window: Fields): ObjectFinding[] {
  return [
    ...kindFindings([...path, "kind"], window.kind),
    ...told(
      "sync-window-schedule",
      [...path, "schedule"],
      window.schedule ?? "",
      cron,
      "Write five fields: 0 22 * * MON-FRI",
    ),
    ...told(
      "sync-window-duration",
      [...path, "duration"],
      window.duration ?? "",
      windowDuration,
      "Write it with h, m and s",
    ),
    ...told("time-zone", [...path, "timeZone"], window.timeZone ?? "", timeZone, "Write a name of IANA's time zones"),
    ...targetFindings(path, window),
  ];
}

function told(
  rule: string,
  path: Path,
  value: unknown,
  judge: (text: string) => string | undefined,
  fix: string,
): ObjectFinding[] {
  const text = string(value);
  const message = text === undefined ? undefined : judge(text);
  return message === undefined ? [] : [{ rule, path, message, got: shown(text), fix }];
}

function kindFindings(path: Path, kind: unknown): ObjectFinding[] {
  if (kind === "allow" || kind === "deny") return [];
  const message = "A sync window allows or denies; one of another kind does nothing";
  const got = kind === undefined ? "nothing" : shown(kind);
  return [{ rule: "sync-window-kind", path, message, got, allowed: "allow, deny", fix: "Write one of them" }];
}

function targetFindings(path: Path, window: Fields): ObjectFinding[] {
  if (targets.some((key) => Array.isArray(window[key]) && window[key].length > 0)) return [];
  const message = "This sync window is about no Application, namespace or cluster, so it does nothing";
  return [{ rule: "sync-window-target", path, message, fix: 'Add applications: ["*"], namespaces or clusters' }];
}

function duplicates(windows: readonly { readonly path: Path; readonly value: Fields }[]): ObjectFinding[] {
  const seen = new Set<string>();
  return windows.flatMap(({ path, value }): ObjectFinding[] => {
    const key = canonicalJson(Object.fromEntries(identity.map((name) => [name, value[name] ?? null])));
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const message = "Argo CD's API refuses a project with the same sync window twice";
    return [{ rule: "duplicate-sync-window", path, message, fix: "Remove one of them" }];
  });
}
