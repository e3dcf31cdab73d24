import { goNanoseconds } from "../../duration.ts";
import { cron, schedule } from "../../grammar/cron.ts";
import { timeZone } from "../../grammar/time-zone.ts";
import { windowDuration } from "../../grammar/window-duration.ts";
import { canonicalJson } from "../../json.ts";
import { shown } from "../../words.ts";
import type { ObjectFinding, Path } from "../finding.ts";
import type { ManifestObject } from "../object.ts";
import { type Fields, fields, items, string } from "../reading.ts";
import { isProtected } from "./app-projects.ts";
import { firstStarts, togetherFindings } from "./sync-windows-together.ts";

/** Minutes. */
const day = 24 * 60;

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
  const guarded = isProtected(object);
  return [
    ...windows.flatMap(({ path, value }) => [
      ...windowFindings(path, value),
      ...openings(path, value),
      ...(guarded ? byHand(path, value) : []),
    ]),
    ...duplicates(windows),
    ...togetherFindings(windows),
  ];
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
  if (message === undefined) return [];
  // some grammars know better what to write
  const [, what = message, better] = /^(.*)\. ((?:Write|Perhaps) .*)$/s.exec(message) ?? [];
  return [{ rule, path, message: what, got: shown(text), fix: better ?? fix }];
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

/** Windows that are open all the time, or open again before they have closed. */
function openings(path: Path, window: Fields): ObjectFinding[] {
  const when = schedule(string(window.schedule) ?? "");
  const minutes = Number((goNanoseconds(string(window.duration) ?? "") ?? 0n) / 60_000_000_000n);
  const [first] = when?.starts ?? [];
  if (when === undefined || first === undefined || minutes <= 0) return [];
  const gaps = when.starts.map((start, index) => (when.starts[index + 1] ?? first + day) - start);
  const at = { path: [...path, "schedule"], severity: "warning" as const, got: shown(window.schedule) };
  if (when.daily && minutes >= Math.max(...gaps)) {
    const message =
      window.kind === "deny"
        ? "This window never closes, so what it is about is never synced"
        : "This window never closes, so it holds nothing back";
    return [
      { ...at, rule: "sync-window-never-closes", message, fix: "Shorten its duration, or let it open less often" },
    ];
  }
  if (when.starts.length < 2 || minutes <= Math.min(...gaps.slice(0, -1))) return [];
  const message = `This schedule opens the window ${when.starts.length} times a day, each time before it has closed: counted from New Year, ${firstStarts(when).join(", ")}`;
  return [{ ...at, rule: "sync-window-overlaps", message, fix: "Name one hour and minute, such as 0 22 * * MON-FRI" }];
}

/** A promotion by hand syncs by hand, and so through such a window: people would pass a freeze that machines keep. */
function byHand(path: Path, window: Fields): ObjectFinding[] {
  if (window.kind !== "deny" || window.manualSync !== true) return [];
  const message =
    "This project is protected, and its deny window lets syncs by hand through, also those of promotions by hand";
  return [
    {
      rule: "sync-window-by-hand",
      severity: "warning",
      path: [...path, "manualSync"],
      message,
      got: shown(true),
      fix: "Write manualSync: false",
    },
  ];
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
