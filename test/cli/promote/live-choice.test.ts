import { expect, test } from "vitest";
import type { LiveFreight, LiveStage } from "../../../cli/kargo/objects.ts";
import { chosenFreight, holdWords, refuseControlFlow } from "../../../cli/promote/live-choice.ts";
import { freightBefore } from "../../../cli/promote/live-rollback.ts";
import { ago, freight, hash, holding, now, reference, snapshot, stage } from "../status/sample.ts";

const old = freight("quiet-moose", "1", 600, { verifiedIn: { dev: {}, staging: { longestSoak: "2h0m0s" } } });
const soaking = freight("jolly-otter", "2", 60, {
  currentlyIn: { staging: { since: ago(20) } },
  verifiedIn: { dev: {}, staging: { verifiedAt: ago(20) } },
});
const left = freight("lost-lynx", "3", 50, { verifiedIn: { dev: {}, staging: { longestSoak: "10m0s" } } });
const here = freight("in-dev", "4", 10, { currentlyIn: { dev: { since: ago(2) } } });
const all = [old, soaking, left, here];
const prod = stage("prod", ["staging"], { soak: "1h0m0s" });
const project = snapshot({ stages: [prod], freight: all });
const choose = (text: string | undefined, of: LiveStage = prod, freightOf: readonly LiveFreight[] = all) => {
  try {
    return chosenFreight(of, snapshot({ stages: [of], freight: freightOf }), text, now).alias;
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  ["an alias", "quiet-moose"],
  ["a name", hash("1")],
  ["the start of a name", "1111111"],
  ["an image by tag", `image=docker.io/acme/goserver:${hash("1")}`],
  ["an image by the end of its repository", `image=acme/goserver:${hash("1")}`],
  ["an image by digest", `image=goserver@sha256:${"1".repeat(64)}`],
  ["an image and a commit", `image=goserver:${hash("1")},commit=1111111`],
])("Freight is chosen by %s", (_, text) => {
  expect(choose(text)).toBe("quiet-moose");
});

test.each([
  [
    "jolly-otter",
    "jolly-otter can't be promoted to prod yet: it must be in staging for 1h; 40m left. Try again in 40m",
  ],
  [
    "lost-lynx",
    "lost-lynx can't be promoted to prod yet: it must be in staging for 1h and has left it before that; its time goes on when it is promoted there again. Promote it there first: slipway promote goserver --stage staging --freight lost-lynx",
  ],
  [
    "in-dev",
    "in-dev can't be promoted to prod yet: it isn't verified in staging. Promote it there first: slipway promote goserver --stage staging --freight in-dev",
  ],
  ["1111", '--freight "1111": no Freight of goserver is that. There is:'],
  [
    "image=goserver",
    '--freight: got "image=goserver", an image needs its tag or digest; allowed an alias, a name, or image=REPO:TAG and commit=HASH with commas between',
  ],
  [
    "commit=xyz",
    '--freight: got "commit=xyz", a commit is 7 to 40 hexadecimal digits; allowed an alias, a name, or image=REPO:TAG and commit=HASH with commas between',
  ],
  [
    "chart=web:1",
    '--freight: got "chart=web:1", "chart" isn\'t known; allowed an alias, a name, or image=REPO:TAG and commit=HASH with commas between',
  ],
  [
    "",
    '--freight: got "", nothing stands there; allowed an alias, a name, or image=REPO:TAG and commit=HASH with commas between',
  ],
])("--freight %j is refused with its reason", (text, message) => {
  expect(choose(text)?.split("\n")[0]).toBe(message);
});

test("without --freight the newest that may come is taken; when there is none, the list says what each lacks", () => {
  expect(choose(undefined)).toBe("quiet-moose");
  expect(choose(undefined, { ...prod, status: holding(old) })).toBe(`\
there is nothing newer that Stage prod may have. There is:
  in-dev · 10m old · acme/goserver:444444444444 · 444444444444 Release 0.4.0 · verified in none · it isn't verified in staging
  lost-lynx · 50m old · acme/goserver:333333333333 · 333333333333 Release 0.3.0 · verified in dev, staging · it must be in staging for 1h and has left it before that; its time goes on when it is promoted there again
  jolly-otter · 1h old · acme/goserver:222222222222 · 222222222222 Release 0.2.0 · verified in dev, staging · it must be in staging for 1h; 40m left
  quiet-moose · 10h old · acme/goserver:111111111111 · 111111111111 Release 0.1.0 · verified in dev, staging · there now`);
});

test("two pieces of Freight that fit are listed; none is guessed", () => {
  const twin = { ...old, metadata: { name: hash("5") }, alias: "twin" };
  expect(choose(`image=goserver:${hash("1")}`, prod, [old, twin])).toMatch(
    /^--freight "image=goserver:1{40}" fits 2\. Name one\. There is:\n {2}quiet-moose .*\n {2}twin /,
  );
});

test("approved Freight may come although it isn't verified", () => {
  const approved = { ...here, status: { approvedFor: { prod: {} } } };
  expect(choose("in-dev", prod, [approved])).toBe("in-dev");
});

test("a control-flow Stage takes no promotion", () => {
  const gate: LiveStage = {
    ...stage("gate", ["dev"]),
    spec: { requestedFreight: stage("gate", ["dev"]).spec.requestedFreight ?? [] },
  };
  expect(() => refuseControlFlow(gate, snapshot({ stages: [gate, stage("prod", ["gate"])] }))).toThrow(
    "Stage gate has no promotion steps: Freight only passes through it. Promote into what follows: prod",
  );
});

const dev = (status: LiveStage["status"]) => stage("dev", [], {}, { autoPromotionEnabled: true, ...status });

test("a promotion of older Freight by hand holds auto-promotion, of the newest lifts a hold, and without auto-promotion neither", () => {
  expect(holdWords(dev({}), old, project, now)).toBe(
    "Kargo holds auto-promotion of Warehouse/main into dev from now on, since this isn't the newest Freight: in-dev isn't promoted by itself. To let it go on, promote the newest: slipway promote goserver --stage dev",
  );
  expect(holdWords(dev({}), here, project, now)).toBeUndefined();
  expect(
    holdWords(dev({ effectiveAutoPromotionHolds: { "Warehouse/main": { freightName: "x" } } }), here, project, now),
  ).toBe("in-dev is the newest: once it is there, auto-promotion of Warehouse/main into dev goes on");
  expect(holdWords(dev({ autoPromotionEnabled: false }), old, project, now)).toBeUndefined();
});

test("rollback takes what was there before, however often the same was promoted since", () => {
  const items = (of: LiveFreight) => ({ items: { "Warehouse/main": reference(of) } });
  const history = (...held: LiveFreight[]) => stage("dev", [], {}, { freightHistory: held.map(items) });
  const back = (of: LiveStage, freightOf: readonly LiveFreight[] = all) => {
    try {
      return freightBefore(of, snapshot({ stages: [of], freight: freightOf }), now).alias;
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(back(history(here, here, old, left))).toBe("quiet-moose");
  expect(back(history())).toBe("Stage dev has never had any Freight: there is nothing to go back from");
  expect(back(history(here, here))).toBe("Stage dev has had nothing but in-dev: there is nothing to go back to");
  expect(back(history(here, old), [here])).toBe(
    "the Freight that Stage dev had before (acme/goserver:111111111111, 111111111111) was cleaned away, so Kargo can't promote it any more. Revert the change in Git and let it come as new Freight",
  );
});
