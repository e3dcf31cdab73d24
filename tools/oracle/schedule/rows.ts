import { split } from "../support.ts";

interface Question {
  readonly kind: "cron" | "zone" | "zones";
  readonly text: string;
}

/** What is asked about sync windows: schedules of robfig/cron without descriptors, and time zones. */
export function scheduleRows(): readonly Question[] {
  return [
    { kind: "zones", text: "" },
    ...[...new Set(zones)].map((text) => ({ kind: "zone", text }) as const),
    ...[...new Set(schedules)].map((text) => ({ kind: "cron", text }) as const),
  ];
}

const zones = [
  ...split("UTC Local utc local Europe/Berlin europe/berlin EUROPE/BERLIN Europe/berlin Europe/Berln Berlin"),
  ...split("America/New_York America/Argentina/Buenos_Aires"),
  ...["", "America/New York"],
  ...split("CET CET+1 UTC+1 UTC+01:00 +01:00 GMT GMT+1 Etc/GMT+1 Etc/GMT-14 Etc/GMT-15 Etc/GMT+12 EST"),
  ...split("EST5EDT PST PST8PDT PDT CEST BST IST MST HST Z Zulu GMT0 GMT-0 UCT"),
  ...split("Asia/Kolkata Asia/Calcutta Asia/Saigon Europe/Kyiv Europe/Kiev US/Pacific US/Pacific-New"),
  ...split(String.raw`Factory Europe Europe/ /Europe/Berlin ../UTC Europe/../UTC Europe\Berlin`),
  ...["Europe/Berlin ", " Europe/Berlin"],
];

const fields = split(
  "* ? 0 5 59 60 -1 +1 1-5 5-1 1- - 1-2-3 */5 ?/5 */0 */60 */100 */-1 */ /5 5/15 5/0 1-10/3 1-10/ 1/2/3 1,2,3 1,,2 , ,1 1, *,1 1-3,5-7/2 *-5 ?-5 a L W # 1#2 5L 15W H 01 007 1.5 0x1 1e1 \uff11 99999999999999999999",
);
const names = split(
  "JAN jan Jan January DEC JAN-MAR MAR-JAN JAN/2 JAN,FEB SUN sun MON-FRI FRI-MON SUN-SAT SAT-SUN Monday mon,wed TUES 7 0-7 6 5-7 0 12 13 31 32 24 23 1-31 0-31",
);
const schedules = [
  ...fields.flatMap((field) => [`${field} * * * *`, `0 0 * * ${field}`]),
  ...names.flatMap((name) => [
    `0 0 1 ${name} *`,
    `0 0 * * ${name}`,
    `0 0 ${name} * *`,
    `0 ${name} * * *`,
    `${name} 0 * * *`,
  ]),
  ...split("*"),
  ...split(" ;* * *;* * * *;* * * * *;* * * * * *;0 0 0 * * *; 0 0 * * * ", ";"),
  ...["", "0\t0\n*  * *", "0\u{a0}0 * * *", "0\u000b0 * * *", "0\u{2003}0 * * *", "0\u{200b} 0 * * *"],
  ...split("@daily @hourly @reboot @midnight @yearly TZ=UTC CRON_TZ=UTC"),
  ...split("@every 1h;TZ=UTC 0 0 * * *;CRON_TZ=Europe/Berlin 0 0 * * *;TZ=Nowhere 0 0 * * *", ";"),
  ...split("TZ= 0 0 * * *;tz=UTC 0 0 * * *;TZ=UTC @daily;TZ=UTC  0 0 * * *;TZ=Europe/Berln 0 0 * * *", ";"),
  ...split("0 * 15 JAN *;0 0 30 2 *;0 0 31 4 *;0 0 31 4,6 *;0 0 31 2-3 *;0 0 29 2 *;0 0 31 4 MON", ";"),
  ...split("0 0 30 FEB ?;0 0 31 FEB,APR,JUN,SEP,NOV *;0 0 30 2 */1;0 0 30 2 */2;0 16 * * FRI", ";"),
  ...split("0 22 * * *;*/15 9-17 * * MON-FRI;0 0 , * *;0 0 * , *;, , , , ,;0 , * * *;0 0 , * MON", ";"),
  ...split("0 0 * * ,;0 0 , * ,;0 0 */31 2 *;0 0 30-31 2 *;0 0 30/1 2 *", ";"),
];
