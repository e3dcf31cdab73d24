import { expect, test } from "vitest";
import { diagramOf } from "../../../model/diagram/from-objects.ts";

const stage = {
  kind: "Stage",
  metadata: { name: "prod", labels: { "slipway.dev/environment": "prod" } },
  spec: { promotionTemplate: { spec: { steps: [{ uses: "fail" }] } } },
};
const freezeSwitch = (calendar: string) => ({
  kind: "ConfigMap",
  metadata: { name: "slipway-freeze-prod", labels: { "slipway.dev/freeze": "prod" } },
  data: { calendar, frozen: "" },
});
const weekend = { from: "Fri 16:00", until: "Mon 08:00", zone: "Europe/Berlin" };
const holidays = { from: "2026-12-23 18:00", until: "2027-01-02 08:00", zone: "Europe/Berlin" };

test.each([
  ["one window, by its times", [weekend], ["frozen Fri 16:00 to Mon 08:00"]],
  ["several, by their number", [weekend, holidays], ["frozen in 2 windows"]],
  ["none, by nothing", [], []],
])("a Stage's calendar is drawn: %s", (_what, windows, expected) => {
  const { stages } = diagramOf("a", [stage, freezeSwitch(JSON.stringify(windows))]);
  expect(stages[0]?.gates.flatMap(({ kind, text }) => (kind === "freeze" ? [text] : []))).toEqual(expected);
});

test("other ConfigMaps and calendars that nobody can read are passed over", () => {
  const other = { kind: "ConfigMap", metadata: { name: "settings" }, data: { calendar: "[{}]" } };
  const { stages } = diagramOf("a", [stage, other, freezeSwitch("{")]);
  expect(stages[0]?.gates.map(({ kind }) => kind)).toEqual(["manual"]);
});
