import { describe, expect, test } from "vitest";
import { expressionText, type Resolver, resolverOf, templated } from "../../../model/compile/resolver.ts";
import { literal } from "../../../model/definition/expression.ts";
import { chart, expr, git, image, text } from "../../../model/definition.ts";

const resolver = resolverOf(
  [
    ["main", { image: image("docker.io/acme/web"), git: git("https://g.example/a") }],
    ["releases", { image: image("docker.io/acme/web"), subscriptions: { db: chart("oci://docker.io/charts/db") } }],
    ["charts", { chart: chart("https://charts.example", { name: "redis" }) }],
  ],
  [{ from: "docker.io/", to: "127.0.0.1:5000/" }],
);
const nowhere: Resolver = { sources: [], mirrors: [] };

test("no value ends a text literal early", () => {
  expect(literal("a'b\\c\nd")).toBe("'a\\'b\\\\c\\nd'");
});

test.each([
  [expr.imageFrom("docker.io/acme/web").Tag, "imageFrom('127.0.0.1:5000/acme/web').Tag"],
  [expr.commit("git").ID, "commitFrom('https://g.example/a').ID"],
  [expr.image("releases.image").Digest, "imageFrom('127.0.0.1:5000/acme/web', warehouse('releases')).Digest"],
  [expr.chart("chart").Version, "chartFrom('https://charts.example', 'redis').Version"],
  [expr.chartFrom("https://charts.example", "redis").Name, "chartFrom('https://charts.example', 'redis').Name"],
  [expr.output("update-image", "commitMessage"), "outputs['update-image'].commitMessage"],
  [expr.taskOutput("push", "branch"), "task.outputs.push.branch"],
  [expr.secret("it's", "token"), "secret('it\\'s').token"],
  [expr.and(expr.equal(expr.ctx.stage, "prod"), expr.not(expr.failure())), "(ctx.stage == 'prod') && (!(failure()))"],
])(
  "an expression is written with its URL after mirrors and its Warehouse where two have one repository",
  (made, words) => {
    expect(expressionText(made, resolver)).toBe(words);
  },
);

describe("in a step's config", () => {
  test("what a step takes from Freight stays text even when it looks like a number", () => {
    expect(templated({ tag: expr.image("main.image").Tag }, nowhere)).toEqual({
      tag: "${{ quote(imageFrom('main.image').Tag) }}",
    });
  });

  test("a typed one keeps its type, and a text may hold several", () => {
    const config = { prNumber: expr.typed(expr.output("pr", "id")), title: text`Promote ${expr.ctx.stage} to ${"x"}` };
    expect(templated(config, nowhere)).toEqual({
      prNumber: "${{ outputs.pr.id }}",
      title: "Promote ${{ ctx.stage }} to x",
    });
  });

  test("a repository's URL follows the mirrors, other texts don't", () => {
    const config = { apps: [{ repoURL: "docker.io/acme/x", name: "docker.io/acme/x" }] };
    expect(templated(config, resolver)).toEqual({
      apps: [{ repoURL: "127.0.0.1:5000/acme/x", name: "docker.io/acme/x" }],
    });
  });
});
