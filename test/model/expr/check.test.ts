import { describe, expect, test } from "vitest";
import { checkExpression, checkTemplate, type Scope } from "../../../model/expr/check.ts";

const step: Scope = {
  functions: "promotion-step",
  vars: ["gitRepo", "imageRepo"],
  outputs: ["commit", "open-pr"],
  repositories: { images: ["docker.io/acme/app"], git: ["https://github.com/acme/app.git"], charts: [] },
};

const kargo =
  "quote, unsafeQuote, asYAML, asJSON, warehouse, commitFrom, imageFrom, chartFrom, artifactFrom, freightMetadata, " +
  "configMap, sharedConfigMap, secret, sharedSecret, stageMetadata, semverDiff, semverParse, always, failure, success, status";

describe("a string with expressions", () => {
  test.each([
    "plain",
    "",
    "${{ vars.gitRepo }}/${{ ctx.stage }}",
    "${% {a: {b: vars.imageRepo}} %}",
    "${{ outputs.commit.commit }}",
    "${{ outputs['open-pr'].pr.id }}",
    "${{ outputs['step-3'].x }}",
    "${{ outputs['task::step'].x }}",
    "${{ outputs[vars.gitRepo].x }}",
    "${{ vars.unknown ?? 'd' }}",
    "${{ vars.unknown?.x }}",
    "${{ vars.unknown != nil ? vars.unknown : 'd' }}",
    "${{ vars.unknown == null ? 'd' : 'e' }}",
    "${{ 'unknown' in vars ? vars.unknown : 'd' }}",
    "${{ outputs.other?.branch ?? 'main' }}",
    "${{ unknown ?? 1 }}",
    "${{ let x = vars; x.anything }}",
    "${{ quote(null) }}",
    "${{ $env.whatever }}",
    "${{ commitFrom(vars.gitRepo).ID[:7] }}",
    "${{ commitFrom('https://user@github.com/Acme/App') .ID }}",
    "${{ imageFrom('docker.io/acme/app').Tag }}",
    "${{ imageFrom('other')?.Tag ?? 'none' }}",
    "${{ imageFrom('docker.io/acme/app', warehouse('main')).Annotations['a.b/c'] }}",
    "${{ semverParse(vars.gitRepo).IncMinor().String() }}",
    "${{ success() && !failure() && status('commit') == 'Succeeded' }}",
    "${{ ctx.targetFreight.origin.name + ctx.meta.promotion.actor }}",
    "${{ vars.imageRepo matches '^v\\\\d+$' }}",
  ])("may be %j", (text) => {
    expect(checkTemplate(text, step)).toEqual([]);
  });

  test("is refused with the place in the string where upstream stops", () => {
    expect(checkTemplate("a ${{ 1 + }} b", step)).toEqual([
      {
        rule: "expression-syntax",
        message: "the expression ends too early",
        got: '"}} b"',
        fix: "Write the expression as https://expr-lang.org/docs/language-definition describes",
        offset: 10,
      },
    ]);
    expect(checkTemplate("${{ {a: {b: 1}} }}", step)[0]).toMatchObject({
      message: '"," is expected, not the expression\'s end',
      fix: "Write ${% … %} around an expression that has }} in it",
    });
    expect(checkTemplate("x ${{ 1 }", step)[0]).toMatchObject({
      message: "the expression isn't closed by }}",
      got: '"${{ 1 }"',
      offset: 2,
    });
  });

  test("ends its evaluation at an empty expression", () => {
    expect(checkTemplate("a ${{}} ${{ vars.x }}", step)).toEqual([
      {
        rule: "empty-expression",
        message: "an expression without anything in it ends the evaluation: what follows stays as it is written",
        got: '"${{}}"',
        fix: "Write an expression there, or leave the delimiters out",
        offset: 2,
      },
    ]);
  });

  test("may be nested deeper than we judge", () => {
    expect(checkTemplate(`\${{ ${"(".repeat(5000)}1${")".repeat(5000)} }}`, step)).toEqual([]);
  });
});

describe("what is wrong in an expression", () => {
  const at = (text: string, scope = step) => checkExpression(text, scope);

  test("a function that nobody has, with the one that is near", () => {
    expect(at("imageForm('acme/app').Tag")).toEqual([
      {
        rule: "unknown-function",
        message: "no such function",
        got: '"imageForm()"',
        allowed: kargo,
        fix: 'Perhaps "imageFrom" is meant',
        offset: 0,
      },
    ]);
  });

  test("a function that is only elsewhere", () => {
    expect(at("success()", { functions: "verification-arg" })).toEqual([
      {
        rule: "unknown-function",
        message: "this function can't be used here",
        got: '"success()"',
        allowed: "in promotion steps, steps of a task",
        fix: "Leave it out, or move the expression",
        offset: 0,
      },
    ]);
    expect(at("quote(1)", { functions: "freight-criteria" })[0]).toMatchObject({ rule: "unknown-function" });
  });

  test("a function that isn't called", () => {
    expect(at("success")).toEqual([
      {
        rule: "function-not-called",
        message: "a function is named, but not called",
        got: '"success"',
        allowed: "success(…)",
        fix: "Put parentheses after it",
        offset: 0,
      },
    ]);
  });

  test.each([
    ["imageFrom()", "imageFrom is given 0 arguments", "1 to 2", "Give it what is missing"],
    ["freightMetadata('a', 'b')", "freightMetadata is given 2 arguments", "1", "Leave out what is too much"],
    ["vars.gitRepo | semverDiff()", "semverDiff is given 1 argument", "2", "Give it what is missing"],
    ["upper()", "upper is given 0 arguments", "1", "Give it what is missing"],
    ["max()", "max is given 0 arguments", "1 or more", "Give it what is missing"],
  ])("too few or too many arguments: %s", (text, message, allowed, fix) => {
    expect(at(text)).toEqual([
      { rule: "argument-count", message, got: `"${/\w+(?=\()/.exec(text)?.[0]}(…)"`, allowed, fix, offset: 0 },
    ]);
  });

  test("a commit of discovered artifacts can't be asked for by Warehouse", () => {
    expect(at("commitFrom('a', 'b')", { functions: "freight-criteria" })[0]).toMatchObject({
      rule: "argument-count",
      allowed: "1",
    });
  });

  test("arguments of another kind", () => {
    expect(at("status(1) == 'x' || imageFrom('acme/app', 'main').Tag == nil")).toEqual([
      {
        rule: "argument-kind",
        message: "argument 1 of status is a number",
        got: "a number",
        allowed: "a text",
        fix: "Put it in quotes, or use string(…)",
        offset: 7,
      },
      {
        rule: "argument-kind",
        message: "argument 2 of imageFrom is a text",
        got: "a text",
        allowed: 'warehouse("…")',
        fix: "Name the Warehouse with warehouse(…)",
        offset: 42,
      },
    ]);
  });

  test("a field that Go's types don't have", () => {
    expect(at("imageFrom('acme/app')?.digest")).toEqual([
      {
        rule: "unknown-field",
        message: "what imageFrom gives has no such field",
        got: '".digest"',
        allowed: "RepoURL, Tag, Digest, Annotations",
        fix: "Write .Digest",
        offset: 23,
      },
    ]);
    expect(at("commitFrom(vars.gitRepo).Banch")).toMatchObject([{ rule: "unknown-field", fix: "Write .Branch" }]);
    expect(at("imageFrom('docker.io/acme/app').GitRepoURL")).toEqual([]);
    expect(at("commitFrom('a').Subject", { functions: "freight-criteria" })).toEqual([]);
  });

  test("variables that don't exist", () => {
    expect(at("vars.gitrepo")).toEqual([
      {
        rule: "undefined-var",
        message: "no such entry in vars",
        got: '"vars.gitrepo"',
        allowed: "gitRepo, imageRepo",
        fix: 'Perhaps "gitRepo" is meant',
        offset: 5,
      },
    ]);
    expect(at("secrets.token.password")).toEqual([
      {
        rule: "unknown-variable",
        message: "no such variable here",
        got: '"secrets"',
        allowed: "ctx, vars, outputs, stepMetas",
        fix: 'Write secret("name").key; there is no secrets any more',
        offset: 0,
      },
    ]);
    expect(at("ctx.targetFreight.nam")).toEqual([
      {
        rule: "unknown-variable",
        message: "ctx.targetFreight has no such field here",
        got: '"ctx.targetFreight.nam"',
        allowed: "name, alias, origin",
        fix: 'Perhaps "name" is meant',
        offset: 18,
      },
    ]);
  });

  test("what there is depends on the place", () => {
    const rules = (text: string, functions: Scope["functions"]) => at(text, { functions }).map(({ rule }) => rule);
    expect(rules("ctx.targetFreight.name", "verification-arg")).toEqual(["unknown-variable"]);
    expect(rules("outputs.a.b", "promotion-var")).toEqual(["unknown-variable"]);
    expect(rules("task.outputs.a.b", "promotion-step")).toEqual(["unknown-variable"]);
    expect(rules("task.outputs.a.b", "task-step")).toEqual([]);
    expect(rules("author contains 'bot' and tag startsWith 'v'", "git-filter")).toEqual([]);
    expect(rules("response.status == 200", "http-response")).toEqual([]);
    expect(rules("anything.at.all[0]", "parsed-file")).toEqual([]);
    expect(rules("request.header('X') == 'y'", "webhook-when")).toEqual([]);
    expect(rules("normalizeGit(request.body.url)", "webhook-target")).toEqual([]);
    expect(rules("vars.x", "freight-criteria")).toEqual(["unknown-variable"]);
  });

  test("outputs of steps that don't come before", () => {
    expect(at("outputs.comit.commit")).toEqual([
      {
        rule: "unknown-step-output",
        message: "no earlier step has this alias",
        got: '"outputs.comit"',
        allowed: "commit, open-pr",
        fix: 'Perhaps "commit" is meant',
        offset: 8,
      },
    ]);
    expect(at("task.outputs.b.c", { functions: "task-step", taskOutputs: ["a"] })[0]).toMatchObject({
      rule: "unknown-step-output",
      got: '"task.outputs.b"',
    });
  });

  test("a repository that no requested Freight has", () => {
    expect(at("imageFrom('docker.io/acme/ap').Tag")).toEqual([
      {
        rule: "repository-not-requested",
        message: "no Freight that is requested here has anything from this repository, so imageFrom finds nothing",
        got: '"docker.io/acme/ap"',
        allowed: "docker.io/acme/app",
        fix: 'Perhaps "docker.io/acme/app" is meant',
        offset: 10,
      },
    ]);
    expect(at("chartFrom('oci://acme/chart').Version")[0]).toMatchObject({ allowed: "none at all" });
  });

  test.each([
    ["imageFrom('acme/app').Tag", "imageFrom", "acme/app", "docker.io/acme/app"],
    ["imageFrom('Docker.io/acme/app', warehouse('main')).Tag", "imageFrom", "Docker.io/acme/app", "docker.io/acme/app"],
    ["chartFrom('oci://Acme.io/charts', 'app').Version", "chartFrom", "oci://Acme.io/charts", "oci://acme.io/charts"],
  ])("a repository that Kargo doesn't take for the subscribed one: %s", (text, name, got, allowed) => {
    const repositories = { images: ["docker.io/acme/app"], git: [], charts: ["oci://acme.io/charts"] };
    expect(at(text, { functions: "promotion-step", repositories })).toEqual([
      {
        rule: "repository-not-requested",
        message: `${name} takes a repository letter for letter as it is subscribed to, so it finds nothing`,
        got: `"${got}"`,
        allowed,
        fix: `Write "${allowed}"`,
        offset: 10,
      },
    ]);
    expect(
      at(text.replace(/, (warehouse|'app').*?'?\)+\./, ")."), { repositories, functions: "freight-criteria" }),
    ).toEqual([]);
  });

  test.each([
    [
      "imageFrom('docker.io/acme/app').Tag + 1",
      "a text + a number",
      "+ can't be used on what stands beside it",
      "two texts, or two numbers",
    ],
    [
      "success() and 'yes'",
      "true or false and a text",
      "and can't be used on what stands beside it",
      "true or false on both sides",
    ],
    ["vars.gitRepo contains 1", "… contains a number", "contains can't be used on what stands beside it", "two texts"],
    ["'a' ? 1 : 2", "a text ?", "? can't be used on what stands beside it", "true or false before it"],
    ["-'a'", "- a text", "- can't be used on what stands beside it", "a number"],
  ])("operators that don't fit: %s", (text, got, message, allowed) => {
    expect(at(text)).toMatchObject([{ rule: "type-mismatch", message, got: `"${got}"`, allowed, offset: 0 }]);
  });

  test("a pattern that Go doesn't compile, a name that is taken", () => {
    expect(at("vars.gitRepo matches '(?=x)'")[0]).toMatchObject({ rule: "expression-pattern", got: '"(?=x)"' });
    expect(at("let len = 1; 2")).toMatchObject([{ rule: "redeclared-name", offset: 0 }]);
  });

  test("a secret in an expression isn't repeated", () => {
    const token = `ghp_${"a".repeat(36)}`;
    const texts = [
      `'${token}`,
      `f(${token} ${token}`,
      `unknown('${token}') +`,
      `imageFrom('https://me:${token}@host/x').Tag + 1`,
      `upper('${token}', 1)`,
    ];
    for (const text of texts) expect(JSON.stringify(at(text))).not.toContain(token);
  });
});
