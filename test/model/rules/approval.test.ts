import { expect, test } from "vitest";
import { formatProblem } from "../../../model/problem.ts";
import { catalogue, guardsOf, ownGuards } from "../../../model/rules/index.ts";

const ids = catalogue.map(({ id }) => id);
const said = (value: object) => guardsOf(value, ids).problems.map(formatProblem);

test("who promotes and who approves, by whatever names", () => {
  const approval = { promoters: ["devops"], approvers: ["octo"], identities: { octo: "olga@example.com" } };
  const { guards, problems } = guardsOf({ approval, breakGlass: { actors: ["admin", "email:a@b.c"] } }, ids);
  expect(problems).toEqual([]);
  expect(guards).toEqual({ ...ownGuards, approval, breakGlass: { actors: ["admin", "email:a@b.c"] } });
});

test("nobody stands on both sides, under one name or two", () => {
  const approval = {
    promoters: ["devops", "olga@example.com"],
    approvers: ["devops", "octo", "toString"],
    identities: { octo: "olga@example.com" },
  };
  expect(said({ approval })).toEqual([
    'error approval.approvers[0]: Whoever approves may also promote (got "devops"; allowed groups and users that don\'t promote). Let another group approve, or take this one out of promoters. [G14]',
    'error approval.approvers[1]: Whoever approves may also promote, as olga@example.com (got "octo"; allowed groups and users that don\'t promote). Let another group approve, or take this one out of promoters. [G14]',
  ]);
  expect(said({ approval, levels: { G14: "warn" } })).toEqual([]);
});

test.each<[string, object, string]>([
  [
    "a misspelt part of approval",
    { approval: { aprovers: [] } },
    'approval.aprovers: There is no such setting (got "aprovers"; allowed promoters, approvers, identities). Perhaps "approvers" is meant. [guards]',
  ],
  [
    "promoters that are no list",
    { approval: { promoters: "devops" } },
    'approval.promoters: This can\'t be read (got "devops"; allowed a list of texts). Write a list. [guards]',
  ],
  [
    "identities that are no map",
    { approval: { identities: { octo: 1 } } },
    "approval.identities: This can't be read (got an object; allowed a map from logins to names). Write such a map. [guards]",
  ],
  [
    "an actor who is everybody",
    { breakGlass: { actors: ["*"] } },
    'breakGlass.actors[0]: This names no person who comes through Kargo\'s UI or CLI (got "*"; allowed admin, email:ADDRESS, subject:ID, CLAIM:VALUE). Write it as Kargo does in kargo.akuity.io/create-actor of a Promotion that this person made. [guards]',
  ],
  [
    "a controller as actor",
    { breakGlass: { actors: ["controller:stage-controller"] } },
    'breakGlass.actors[0]: This names no person who comes through Kargo\'s UI or CLI (got "controller:stage-controller"; allowed admin, email:ADDRESS, subject:ID, CLAIM:VALUE). Write it as Kargo does in kargo.akuity.io/create-actor of a Promotion that this person made. [guards]',
  ],
  [
    "breakGlass as a list",
    { breakGlass: ["admin"] },
    "breakGlass: This can't be read (got a list; allowed {actors: [email:alice@example.com]}). Write such a map. [guards]",
  ],
])("refuses %s", (_what, value, message) => {
  expect(said(value)).toEqual([`error ${message}`]);
});
