import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { check } from "../../../model/check.ts";
import { formatProblem } from "../../../model/problem.ts";
import { defaultSettings } from "../../../model/settings.ts";

const rows: readonly (readonly [what: string, settings: object, said: readonly string[]])[] = [
  [
    "an empty prefix",
    { mirrors: [{ from: "", to: "mirror/" }] },
    [
      "error settings.mirrors[0]: A mirror without both its prefixes would change every URL or none (got an empty text). Write both. [mirror]",
    ],
  ],
  [
    "one prefix twice",
    {
      mirrors: [
        { from: "quay.io/", to: "a/" },
        { from: "quay.io/", to: "b/" },
      ],
    },
    ['error settings.mirrors[1]: Two mirrors replace one prefix (got "quay.io/"). Remove one of them. [mirror]'],
  ],
  [
    "prefixes that end differently",
    { mirrors: [{ from: "quay.io/", to: "mirror" }] },
    [
      'error settings.mirrors[0]: One prefix ends with / and the other doesn\'t, so names would run together or fall apart (got "quay.io/" to "mirror"). End both with /, or neither. [mirror]',
    ],
  ],
  [
    "a mirror of another shape",
    { mirrors: [{ from: "quay.io/", too: "mirror/" }] },
    [
      "error settings.mirrors[0].to: This is missing. Add it. [missing]",
      'error settings.mirrors[0].too: This key isn\'t known here (allowed from, to). Perhaps "to" is meant. [unknown-key]',
    ],
  ],
  [
    "a cluster by address and name",
    { cluster: { server: "https://a", name: "a" } },
    [
      "error settings.cluster: Argo CD takes a cluster by its API server's address or by its name, never both and never neither (got both; allowed { server } or { name }). Give one of them. [cluster]",
    ],
  ],
  [
    "a namespace that can't be one",
    { argocdNamespace: "Argo CD" },
    [
      "error settings.argocdNamespace: This isn't a namespace's name (got \"Argo CD\"). Write the namespace Argo CD runs in. [name]",
    ],
  ],
];

test.each(rows)("%s is refused", (_what, settings, said) => {
  expect(check(goserver, { ...defaultSettings, ...settings } as never).map(formatProblem)).toEqual(said);
});
