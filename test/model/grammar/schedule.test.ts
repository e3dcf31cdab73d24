import { expect, test } from "vitest";
import { cron } from "../../../model/grammar/cron.ts";
import { timeZone } from "../../../model/grammar/time-zone.ts";
import { timeZoneNames } from "../../../model/grammar/time-zone-names.ts";
import { answersOf } from "./answers.ts";

interface Question {
  readonly kind: "cron" | "zone" | "zones";
  readonly text: string;
}
interface Answer {
  readonly error: string | null;
  readonly never?: true;
  readonly names?: readonly string[];
}
const rows = answersOf<Question, Answer>("schedule");
const asked = (kind: Question["kind"]) => rows.filter(({ input }) => input.kind === kind);

test("schedules are taken and refused as by robfig/cron; those that never come are refused too", () => {
  const told = asked("cron").filter(
    ({ input, answer }) => (cron(input.text) === undefined) !== (answer.error === null && answer.never !== true),
  );
  expect(told).toEqual([]);
  expect(asked("cron").length).toBeGreaterThan(250);
});

test("time zones are known as to Go", () => {
  expect(asked("zones")[0]?.answer.names).toEqual(timeZoneNames);
  const told = asked("zone").filter(
    ({ input, answer }) => (timeZone(input.text) === undefined) !== (answer.error === null),
  );
  expect(told).toEqual([]);
});

const expected = "this has";
test.each([
  ["0 0 0 * * *", `A schedule has five fields (minute, hour, day of month, month, day of week); ${expected} 6`],
  ["", `A schedule has five fields (minute, hour, day of month, month, day of week); ${expected} 0`],
  ["@daily", 'Argo CD takes five fields, and no shorthand such as "@daily"'],
  ["60 * * * *", `"60" leaves the minute's 0 to 59`],
  ["0 0 0 * *", `"0" leaves the day of month's 1 to 31`],
  ["0 0 * * 7", `"7" leaves the day of week's 0 to 6`],
  ["0 0 * * FRI-MON", '"FRI-MON" ends before it begins (day of week); write two ranges with a comma between them'],
  ["0 0 * JANUARY *", `"JANUARY" can't be read as month`],
  ["*/0 * * * *", 'A step of 0 never moves on: "*/0" (minute)'],
  ["1/2/3 * * * *", '"1/2/3" has more than one / (minute)'],
  ["1-2-3 * * * *", '"1-2-3" has more than one - (minute)'],
  ["0 0 31 4,6 *", "This schedule is read but never comes, so its window never opens"],
  ["TZ=UTC", "There is no schedule behind the time zone, and Argo CD's controller crashes on it"],
  ["TZ=Mars 0 0 * * *", 'There is no time zone "Mars"'],
])("the schedule %j is refused in words", (text, why) => {
  expect(cron(text)).toBe(why);
});

const silently = "and Argo CD silently takes UTC for it.";
test.each([
  ["Europe/Berln", `There is no time zone "Europe/Berln", ${silently} Perhaps "Europe/Berlin" is meant`],
  ["europe/berlin", `There is no time zone "europe/berlin", ${silently} Perhaps "Europe/Berlin" is meant`],
  ["Berlin", `There is no time zone "Berlin", ${silently} Perhaps "Europe/Berlin" is meant`],
  ["UTC+1", `There is no time zone "UTC+1", ${silently} Write "Etc/GMT-1", whose sign is the other way round`],
  ["+05:30", `There is no time zone "+05:30", ${silently} Write a name of IANA's database, such as Europe/Berlin`],
])("the time zone %j is refused in words", (text, why) => {
  expect(timeZone(text)).toBe(why);
});
