import { expect, test } from "vitest";
import { checkSyncWindows } from "../../../../model/manifests/checks/sync-windows.ts";
import { pathText } from "../../../../model/manifests/finding.ts";
import type { ManifestObject } from "../../../../model/manifests/object.ts";

function told(kind: string, ...syncWindows: unknown[]): string[] {
  const object = { kind, value: { spec: { syncWindows } } } as unknown as ManifestObject;
  return checkSyncWindows(object).map(
    ({ rule, path, message, got, fix }) => `${rule} ${pathText(path)}: ${message} (${got}). ${fix}`,
  );
}
const freeze = {
  kind: "deny",
  schedule: "0 16 * * FRI",
  duration: "64h",
  applications: ["*"],
  timeZone: "Europe/Berlin",
};
const at = "spec.syncWindows[0]";

test.each<[string, object, string]>([
  [
    "six fields",
    { schedule: "0 0 0 * * *" },
    `sync-window-schedule ${at}.schedule: A schedule has five fields (minute, hour, day of month, month, day of week); this has 6 ("0 0 0 * * *"). Write five fields: 0 22 * * MON-FRI`,
  ],
  [
    "no schedule",
    { schedule: undefined },
    `sync-window-schedule ${at}.schedule: A schedule has five fields (minute, hour, day of month, month, day of week); this has 0 (""). Write five fields: 0 22 * * MON-FRI`,
  ],
  [
    "a duration in days",
    { duration: "1d" },
    `sync-window-duration ${at}.duration: "1d" isn't a duration Go can read ("1d"). Write 24h`,
  ],
  [
    "no length",
    { duration: "0h" },
    `sync-window-duration ${at}.duration: A window of "0h" is never open ("0h"). Write it with h, m and s`,
  ],
  [
    "a misspelt time zone",
    { timeZone: "Europe/Berln" },
    `time-zone ${at}.timeZone: There is no time zone "Europe/Berln", and Argo CD silently takes UTC for it ("Europe/Berln"). Perhaps "Europe/Berlin" is meant`,
  ],
  [
    "a kind that isn't one",
    { kind: "block" },
    `sync-window-kind ${at}.kind: A sync window allows or denies; one of another kind does nothing ("block"). Write one of them`,
  ],
  [
    "no target",
    { applications: [] },
    `sync-window-target ${at}: This sync window is about no Application, namespace or cluster, so it does nothing (undefined). Add applications: ["*"], namespaces or clusters`,
  ],
])("%s in a sync window is told", (_, change, problem) => {
  expect(told("AppProject", { ...freeze, ...change })).toEqual([problem]);
});

test("the same window twice is told, another beside it isn't", () => {
  expect(told("AppProject", freeze, { ...freeze, duration: "1h" }, { ...freeze, manualSync: true })).toEqual([
    "duplicate-sync-window spec.syncWindows[2]: Argo CD's API refuses a project with the same sync window twice (undefined). Remove one of them",
  ]);
});

test("a right window, one in UTC, and other kinds of object are left alone", () => {
  const { timeZone: _, ...inUtc } = freeze;
  expect(told("AppProject", freeze, inUtc, 3)).toEqual([]);
  expect(told("Stage", { kind: "block" })).toEqual([]);
});
