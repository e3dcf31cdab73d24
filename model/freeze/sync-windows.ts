import type { FreezeWindow } from "../definition/freeze.ts";
import type { AppProject } from "../kinds/app-project.gen.ts";
import { clockText } from "./time-text.ts";
import { wallMinutes, windowsOf } from "./window.ts";

type SyncWindow = NonNullable<AppProject["spec"]["syncWindows"]>[number];

/**
 * The weekly windows of a freeze as Argo CD's sync windows of one Application. Argo CD reckons schedule and duration on the
 * clock on the wall, so these begin and end with the freeze also when clocks are changed within them. Kargo's syncs count as
 * manual, so those are held too. Dated windows have no place here: a schedule has no year, and would come again.
 * Source: SyncWindows.active of Argo CD, pkg/apis/application/v1alpha1/types.go.
 */
export function syncWindows(freeze: readonly FreezeWindow[], application: string): SyncWindow[] {
  const all = windowsOf(freeze).flatMap((window): SyncWindow[] => {
    if (window.kind === "dated") return [];
    const { from, zone, reason } = window;
    const [hours = 0, minutes = 0] = clockText(from % (24 * 60))
      .split(":")
      .map(Number);
    const length = wallMinutes(window);
    return [
      {
        kind: "deny",
        schedule: `${minutes} ${hours} * * ${Math.floor(from / (24 * 60))}`,
        duration: `${Math.floor(length / 60)}h${length % 60}m`,
        timeZone: zone,
        applications: [application],
        manualSync: false,
        ...(reason === undefined ? {} : { description: reason }),
      },
    ];
  });
  // Argo CD's API refuses a project with one window twice
  return [
    ...new Map(all.map((window) => [`${window.schedule} ${window.duration} ${window.timeZone}`, window])).values(),
  ];
}
