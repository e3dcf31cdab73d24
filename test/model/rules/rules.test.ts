import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { explicitExceptions } from "../../../model/rules/g40-exceptions.ts";
import { catalogue, policyName, ruleSettings, settingsOf, unknownValue } from "../../../model/rules/index.ts";
import { backEnds } from "../../../model/rules/rule.ts";
import { findingsAmong } from "../../../model/rules/together.ts";
import { replaced } from "../../support/replaced.ts";
import { fixtures } from "./fixtures/all.ts";
import { failsOf, seenTogether } from "./fixtures/cases.ts";
import type { Fixture } from "./fixtures/fixture.ts";
import { told } from "./fixtures/told.ts";

const root = path.resolve(import.meta.dirname, "../../..");

test("the catalogue is G01 to G40, each once and in a file of its own", () => {
  const ids = Array.from({ length: 40 }, (_, index) => `G${String(index + 1).padStart(2, "0")}`);
  expect(catalogue.map(({ id }) => id)).toEqual(ids);
  expect(new Set(catalogue.map(policyName)).size).toBe(40);
  const files = readdirSync(path.join(root, "model/rules")).filter((file) => /^g\d\d-/.test(file));
  expect(files.map((file) => file.slice(0, 3).toUpperCase()).sort()).toEqual(ids);
});

describe.each(catalogue.map((rule) => [rule.id, rule] as const))("%s", (_id, rule) => {
  test("is held where its check or its CEL is, and says elsewhere where to look or why not", () => {
    for (const backEnd of backEnds) {
      const held = rule.backEnds[backEnd];
      // exceptions are no objects: who reads them holds them
      if (held === "here" && rule.kinds.length === 0) expect(explicitExceptions).toBe(rule);
      else if (held === "here")
        expect(backEnd === "apiServer" ? rule.cel : (rule.check ?? rule.checkAmong), backEnd).toBeDefined();
      else if ("elsewhere" in held) expect(existsSync(path.join(root, held.elsewhere)), held.elsewhere).toBe(true);
      else expect(held.not, backEnd).toMatch(/^\S.{20,}[^.]$/);
    }
    expect(rule.cel === undefined).toBe(rule.backEnds.apiServer !== "here");
    const isAsked = rule.check !== undefined || rule.checkAmong !== undefined || rule === explicitExceptions;
    expect(isAsked).toBe(rule.backEnds.pack === "here");
  });

  test("says what it says in sentences, and reads settings that there are", () => {
    for (const text of [rule.title, rule.why, rule.fix]) expect(text).toMatch(/^[A-Z].*[^.]$/s);
    for (const name of rule.settings) expect(Object.keys(ruleSettings)).toContain(name);
  });
});

const judging = catalogue.filter((rule) => rule.check !== undefined || rule.checkAmong !== undefined);

test("each rule that judges objects has fixtures, and each other a test that sees it refuse", () => {
  expect(Object.keys(fixtures).sort()).toEqual(judging.map(({ id }) => id));
  expect([...Object.keys(fixtures), ...Object.keys(told)].sort()).toEqual(catalogue.map(({ id }) => id));
  for (const { seen } of Object.values(told)) {
    const [file, text] = seen;
    expect(readFileSync(path.join(root, file), "utf8"), file).toContain(text);
  }
});

describe.each(judging.map((rule) => [rule.id, rule] as const))("%s judges", (id, rule) => {
  const fixture = fixtures[id] as Fixture;
  const judged = (object: object) => {
    const { among, settings } = seenTogether(fixture, object);
    return findingsAmong(rule, object, among, settings);
  };

  test.each(Object.entries(fixture.passes))("as right: %s", (_what, object) => {
    expect(judged(object)).toEqual([]);
  });

  test.each(Object.entries(failsOf(fixture)))("as wrong: %s", (_what, [object, ...said]) => {
    expect(judged(object)).toEqual(said.map(([at, message, got]) => ({ path: at, message, got })));
  });

  test.each(fixture.judged)("as wrong what it can't see: %s", (at) => {
    const [object] = Object.values(fixture.passes);
    expect(judged(replaced(object, at, unknownValue))).toContainEqual({
      path: expect.any(String),
      message: "A value this rule judges isn't a plain value known at preview, so the rule can't be shown to hold",
      got: "unknown",
    });
  });

  test("nonsense without throwing", () => {
    for (const nonsense of [undefined, null, 1, "a", [], [[]], unknownValue, { spec: [], metadata: 1 }])
      expect(Array.isArray(findingsAmong(rule, nonsense, [nonsense], settingsOf(fixture.settings)))).toBe(true);
  });
});
