import { badManifests } from "./rows.ts";

const project = (spec: string, metadata = "name: shop, namespace: argocd") =>
  `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {${metadata}}\nspec:\n  ${spec}\n`;
const window = (fields: string, metadata?: string) =>
  project(`syncWindows:\n    - {${fields}, applications: ["*"]}`, metadata);
const guarded = 'name: shop, namespace: argocd, labels: {slipway.dev/protected: "true"}';

/** B37–B41: AppProjects. Definitions have freezes instead. */
badManifests("AppProjects", [
  [
    "B37",
    "a schedule that fires every hour of a day",
    window('kind: deny, schedule: "0 * 15 JAN *", duration: 24h'),
    [
      'f.yaml:6:30 warning AppProject/shop spec.syncWindows[0].schedule: This schedule opens the window 24 times a day, each time before it has closed: counted from New Year, Thu 15 Jan 00:00, Thu 15 Jan 01:00, Thu 15 Jan 02:00 (got "0 * 15 JAN *"). Name one hour and minute, such as 0 22 * * MON-FRI. [sync-window-overlaps]',
    ],
  ],
  [
    "B37",
    "six fields",
    window('kind: deny, schedule: "0 0 1 * * *", duration: 1h'),
    [
      'f.yaml:6:30 error AppProject/shop spec.syncWindows[0].schedule: A schedule has five fields (minute, hour, day of month, month, day of week); this has 6 (got "0 0 1 * * *"). Write five fields: 0 22 * * MON-FRI. [sync-window-schedule]',
    ],
  ],
  [
    "B37",
    "a shorthand",
    window('kind: deny, schedule: "@daily", duration: 1h'),
    [
      'f.yaml:6:30 error AppProject/shop spec.syncWindows[0].schedule: Argo CD takes five fields, and no shorthand such as "@daily" (got "@daily"). Write five fields: 0 22 * * MON-FRI. [sync-window-schedule]',
    ],
  ],
  [
    "B37",
    "minute 60",
    window('kind: deny, schedule: "60 0 * * *", duration: 1h'),
    [
      `f.yaml:6:30 error AppProject/shop spec.syncWindows[0].schedule: "60" leaves the minute's 0 to 59 (got "60 0 * * *"). Write five fields: 0 22 * * MON-FRI. [sync-window-schedule]`,
    ],
  ],
  [
    "B38",
    "an offset for a time zone",
    window('kind: deny, schedule: "0 0 * * *", duration: 1h, timeZone: CET+1'),
    [
      `f.yaml:6:67 error AppProject/shop spec.syncWindows[0].timeZone: There is no time zone "CET+1", and Argo CD silently takes UTC for it (got "CET+1"). Write a name of IANA's database, such as Europe/Berlin. [time-zone]`,
    ],
  ],
  [
    "B38",
    "a misspelt time zone",
    window('kind: deny, schedule: "0 0 * * *", duration: 1h, timeZone: Europe/Berln'),
    [
      'f.yaml:6:67 error AppProject/shop spec.syncWindows[0].timeZone: There is no time zone "Europe/Berln", and Argo CD silently takes UTC for it (got "Europe/Berln"). Perhaps "Europe/Berlin" is meant. [time-zone]',
    ],
  ],
  [
    "B39",
    "a window of a day in days",
    window('kind: deny, schedule: "0 0 * * *", duration: 1d'),
    [
      `f.yaml:6:53 error AppProject/shop spec.syncWindows[0].duration: "1d" isn't a duration Go can read (got "1d"). Write 24h. [sync-window-duration]`,
    ],
  ],
  [
    "B39",
    "a window of no length",
    window('kind: deny, schedule: "0 0 * * *", duration: 0h'),
    [
      'f.yaml:6:53 error AppProject/shop spec.syncWindows[0].duration: A window of "0h" is never open (got "0h"). Write it with h, m and s. [sync-window-duration]',
    ],
  ],
  [
    "B39",
    "a window of less than no length",
    window('kind: deny, schedule: "0 0 * * *", duration: -2h'),
    [
      'f.yaml:6:53 error AppProject/shop spec.syncWindows[0].duration: A window of "-2h" is never open (got "-2h"). Write it with h, m and s. [sync-window-duration]',
    ],
  ],
  [
    "B39",
    "a deny window that never closes",
    window('kind: deny, schedule: "0 0 * * *", duration: 24h'),
    [
      'f.yaml:6:30 warning AppProject/shop spec.syncWindows[0].schedule: This window never closes, so what it is about is never synced (got "0 0 * * *"). Shorten its duration, or let it open less often. [sync-window-never-closes]',
    ],
  ],
  [
    "B39",
    "an allow window that never closes",
    window('kind: allow, schedule: "0 */6 * * *", duration: 6h'),
    [
      'f.yaml:6:31 warning AppProject/shop spec.syncWindows[0].schedule: This window never closes, so it holds nothing back (got "0 */6 * * *"). Shorten its duration, or let it open less often. [sync-window-never-closes]',
    ],
  ],
  [
    "B39",
    "deny windows that never close together",
    project(
      'syncWindows:\n    - {kind: deny, schedule: "0 0 * * *", duration: 12h, applications: ["*"]}\n    - {kind: deny, schedule: "0 12 * * *", duration: 12h, applications: ["*"]}',
    ),
    [
      "f.yaml:7:7 warning AppProject/shop spec.syncWindows[1]: These sync windows together never close, so what they are about is never synced. Shorten one of them. [sync-window-never-closes]",
    ],
  ],
  [
    "B39",
    "an allow window within a deny window",
    project(
      'syncWindows:\n    - {kind: deny, schedule: "0 16 * * FRI", duration: 64h, applications: ["*"]}\n    - {kind: allow, schedule: "0 9 * * SAT,SUN", duration: 2h, applications: ["*"]}',
    ),
    [
      "f.yaml:7:7 warning AppProject/shop spec.syncWindows[1]: The deny windows cover every allow window, so what they are about is never synced. Shorten one of them. [sync-window-never-closes]",
    ],
  ],
  [
    "B40",
    "a window about nothing",
    project('syncWindows:\n    - {kind: deny, schedule: "0 0 * * *", duration: 1h}'),
    [
      'f.yaml:6:7 error AppProject/shop spec.syncWindows[0]: This sync window is about no Application, namespace or cluster, so it does nothing. Add applications: ["*"], namespaces or clusters. [sync-window-target]',
    ],
  ],
  [
    "B40",
    "a window twice",
    project(
      'syncWindows:\n    - {kind: deny, schedule: "0 0 * * *", duration: 1h, applications: ["*"]}\n    - {kind: deny, schedule: "0 0 * * *", duration: 1h, applications: ["*"]}',
    ),
    [
      "f.yaml:7:7 error AppProject/shop spec.syncWindows[1]: Argo CD's API refuses a project with the same sync window twice. Remove one of them. [duplicate-sync-window]",
    ],
  ],
  [
    "B40",
    "a deny window that lets people through, where it guards",
    window('kind: deny, schedule: "0 0 * * *", duration: 1h, manualSync: true', guarded),
    [
      "f.yaml:6:69 error AppProject/shop spec.syncWindows[0].manualSync: Kargo syncs through this window, since its syncs count as manual (got true). Write manualSync: false, a name of IANA's database and applications. [G15]",
    ],
  ],
  [
    "B40",
    "the same where nothing is guarded is anybody's choice",
    window('kind: deny, schedule: "0 0 * * *", duration: 1h, manualSync: true'),
    [],
  ],
  [
    "B41",
    "a repository that isn't everything",
    project('sourceRepos: ["!*"]'),
    [
      `f.yaml:5:17 error AppProject/shop spec.sourceRepos[0]: This takes away everything, and Argo CD's API refuses it (got "!*"). Name what is meant, or remove it. [denies-everything]`,
    ],
  ],
  [
    "B41",
    "a destination that isn't everything",
    project('destinations: [{server: "*", namespace: "!*"}]'),
    [
      `f.yaml:5:43 error AppProject/shop spec.destinations[0].namespace: This takes away everything, and Argo CD's API refuses it (got "!*"). Name what is meant, or remove it. [denies-everything]`,
    ],
  ],
  [
    "B41",
    "every repository, where it guards",
    project('sourceRepos: ["*"]', guarded),
    [
      'f.yaml:5:17 error AppProject/shop spec.sourceRepos[0]: Its Applications may take manifests from any repository (got "*"). Give it an AppProject that names its repositories and its namespace. [G27]',
    ],
  ],
  [
    "B41",
    "every destination, where it guards",
    project('destinations: [{server: "*", namespace: "*"}]', guarded),
    [
      'f.yaml:5:18 error AppProject/shop spec.destinations[0]: Its Applications may write to any namespace of any cluster (got "*"). Give it an AppProject that names its repositories and its namespace. [G27]',
    ],
  ],
  [
    "B41",
    "a destination twice",
    project("destinations: [{server: https://a, namespace: b}, {server: https://a, namespace: b}]"),
    [
      `f.yaml:5:53 error AppProject/shop spec.destinations[1]: Argo CD's API refuses a project with the same destination twice (got "https://a/b"). Remove one of them. [duplicate-entry]`,
    ],
  ],
  [
    "B41",
    "a destination by address and name",
    project("destinations: [{server: https://a, name: a, namespace: b}]"),
    [
      'f.yaml:5:44 warning AppProject/shop spec.destinations[0].name: A cluster that fits either its address or its name is let in (got "https://a" and "a"; allowed server or name). Keep one of them. [destination-by-two-names]',
    ],
  ],
]);
