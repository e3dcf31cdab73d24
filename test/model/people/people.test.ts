import { describe, expect, test } from "vitest";
import { promotersWhoApprove, unknownEnvironments } from "../../../model/people/check-people.ts";
import { everyPromoter, nobody, promotersOf } from "../../../model/people/people.ts";
import { peopleOf } from "../../../model/people/read.ts";
import { formatProblem } from "../../../model/problem.ts";
import { noApproval } from "../../../model/rules/approval.ts";

describe("slipway:people", () => {
  test("is nobody when nothing is said", () => {
    expect(peopleOf(undefined)).toEqual({ people: nobody, problems: [] });
  });

  test("keeps what is given, defaults beside it", () => {
    const given = { groupsClaim: "roles", admin: ["platform"], promoter: { prod: ["release"] } };
    expect(peopleOf(given)).toEqual({ people: { ...nobody, ...given }, problems: [] });
  });

  const rows: readonly (readonly [string, unknown, readonly string[]])[] = [
    [
      "a text",
      "platform",
      ['error people: the value has the wrong type (got "platform"; allowed a map). See docs/sso.md. [people]'],
    ],
    [
      "wrong types, each with its path",
      { viewer: "everybody", developer: [1], promoter: { prod: "release", dev: [null] }, groupsClaim: "" },
      [
        "error people.developer[0]: the value has the wrong type (got 1; allowed a text). Put quotes around it. [people]",
        'error people.groupsClaim: the value is empty (got ""; allowed at least 1). See docs/sso.md. [people]',
        "error people.promoter.dev[0]: the value has the wrong type (got null; allowed a text). See docs/sso.md. [people]",
        'error people.promoter.prod: the value has the wrong type (got "release"; allowed a list). See docs/sso.md. [people]',
        'error people.viewer: the value has the wrong type (got "everybody"; allowed a list). See docs/sso.md. [people]',
      ],
    ],
    [
      "a role that there isn't",
      { promotor: { prod: ["release"] } },
      [
        'error people.promotor: there is no such field (got "promotor"; allowed admin, developer, groupsClaim, groupsPrefix, promoter, viewer). Perhaps "promoter" is meant. [people]',
      ],
    ],
    [
      "groups without a name, and names that Argo CD takes for something else",
      {
        viewer: ["", " "],
        developer: ["role:admin", "admin"],
        admin: ["admin"],
        promoter: { dev: ['the "best"', "a "] },
      },
      [
        'error people.developer[0]: Argo CD reads this as one of its roles, not as a group (got "role:admin"; allowed groups that don\'t begin with role: or proj:). Rename the group at the issuer. [people]',
        'error people.developer[1]: Argo CD lets everybody in a group of this name do everything (got "admin"; allowed this group under admin alone). Name another group. [people]',
        'error people.promoter.dev[0]: Argo CD takes no such name of a group (got "the \\"best\\""; allowed names without spaces around them, " and control characters). Write it as the issuer\'s token has it. [people]',
        'error people.promoter.dev[1]: Argo CD takes no such name of a group (got "a "; allowed names without spaces around them, " and control characters). Write it as the issuer\'s token has it. [people]',
        'error people.viewer[0]: A group without a name is nobody\'s (got ""; allowed the name of a group). Name the group, or take it out. [people]',
        'error people.viewer[1]: A group without a name is nobody\'s (got " "; allowed the name of a group). Name the group, or take it out. [people]',
        'error people.admin[0]: A group has one role everywhere, since each of them holds what those before it may (got "admin"; allowed no group that people.developer[1] names). Take it out of one of the two. [people]',
      ],
    ],
    [
      "groups that Kubernetes has made itself",
      { promoter: { dev: ["system:authenticated"] } },
      [
        "error people.promoter.dev[0]: Kubernetes gives groups of such a name to people and programs by itself (got \"system:authenticated\"; allowed groups of the issuer's). Name a group whose name doesn't begin with system:. [people]",
      ],
    ],
    [
      "a group named twice",
      { viewer: ["all", "all"], admin: ["all"], promoter: { dev: ["a", "a"], prod: ["a"] } },
      [
        'error people.admin[0]: A group has one role everywhere, since each of them holds what those before it may (got "all"; allowed no group that people.viewer[0] names). Take it out of one of the two. [people]',
        'error people.promoter.dev[1]: This group is named twice (got "a"; allowed no group that people.promoter.dev[0] names). Take it out of one of the two. [people]',
        'error people.viewer[1]: This group is named twice (got "all"; allowed no group that people.viewer[0] names). Take it out of one of the two. [people]',
      ],
    ],
    [
      "an environment whose promoters were forgotten",
      { promoter: { prod: [] } },
      [
        "error people.promoter.prod: No group is named (allowed one group or more). Name who promotes, or take the environment out: then nobody but admin does. [people]",
      ],
    ],
  ];
  test.each(rows)("refuses %s", (_, value, expected) => {
    const { people, problems } = peopleOf(value);
    expect(people).toBeUndefined();
    expect(problems.map(formatProblem).sort()).toEqual([...expected].sort());
  });

  test("takes a prefix that makes such a group another one", () => {
    const { problems } = peopleOf({ groupsPrefix: "oidc:", promoter: { dev: ["system:x"] } });
    expect(problems).toEqual([]);
  });
});

describe("promoters", () => {
  const people = { promoter: { prod: ["release"], "shop/prod": ["shop", "release"], dev: ["team"] } };

  test("of an environment are those of every pipeline and those of its own, each once", () => {
    expect(promotersOf(people, "shop", "prod")).toEqual(["release", "shop"]);
    expect(promotersOf(people, "goserver", "prod")).toEqual(["release"]);
    expect(promotersOf(people, "goserver", "staging")).toEqual([]);
    expect(promotersOf(people, "goserver", "toString")).toEqual([]);
    expect(everyPromoter(people)).toEqual(["release", "shop", "team"]);
  });

  test("of environments that no pipeline has are told, with the one that was meant", () => {
    const apps = [{ app: "shop", environments: ["dev", "prod"] }];
    const given = { promoter: { ...people.promoter, stging: ["team"], pord: ["team"], "shpo/prod": ["team"] } };
    expect(unknownEnvironments(given, apps).map(formatProblem)).toEqual([
      'error people.promoter.stging: No pipeline has such an environment (got "stging"; allowed dev, prod). Name one of them, or take it out. [unknown-environment]',
      'error people.promoter.pord: No pipeline has such an environment (got "pord"; allowed dev, prod). Perhaps "prod" is meant. [unknown-environment]',
      'error people.promoter.shpo/prod: No pipeline has such an environment (got "shpo/prod"; allowed shop/dev, shop/prod). Perhaps "shop/prod" is meant. [unknown-environment]',
    ]);
  });

  test("who approve too are told, also under the name that the Git host has for them (B42)", () => {
    const approval = { ...noApproval, approvers: ["team", "acme/release"], identities: { "acme/release": "release" } };
    expect(promotersWhoApprove({ ...nobody, ...people }, approval).map(formatProblem)).toEqual([
      'error people.promoter.prod[0]: Whoever promotes would approve what they promoted (got "release"; allowed groups that don\'t approve). Name another group, or take this one out of the approvers in slipway:guards. [G14]',
      'error people.promoter.shop/prod[1]: Whoever promotes would approve what they promoted (got "release"; allowed groups that don\'t approve). Name another group, or take this one out of the approvers in slipway:guards. [G14]',
      'error people.promoter.dev[0]: Whoever promotes would approve what they promoted (got "team"; allowed groups that don\'t approve). Name another group, or take this one out of the approvers in slipway:guards. [G14]',
    ]);
  });
});
