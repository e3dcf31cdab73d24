/** Mistakes in steps and in where Freight comes from that don't compile; each is also found at run time. */
import { describe, expect, test } from "vitest";
import { expressionText } from "../../../model/compile/resolver.ts";
import {
  chart,
  expr,
  git,
  image,
  otherEditionStep,
  pipeline,
  step,
  steps,
  text,
  warehouse,
} from "../../../model/definition.ts";

const nowhere = { sources: [], mirrors: [] };
const warehouses = { main: { image: image("docker.io/acme/a"), git: git("https://github.com/acme/a") } };
const promotionTemplate = steps([step("git-clear", { path: "./out" })]);

describe("steps", () => {
  test("an unknown step doesn't compile", () => {
    // @ts-expect-error there is no step "git-comit"
    expect(step("git-comit", { path: "./out", message: "m" }).uses).toBe("git-comit");
  });

  test("a wrong key, and a key that is missing, don't compile", () => {
    // @ts-expect-error it is targetBranch
    step("git-push", { path: "./out", branch: "stage/prod" });
    // @ts-expect-error git-commit needs a message
    step("git-commit", { path: "./out" });
    expect(step("git-push", { path: "./out", targetBranch: text`stage/${expr.ctx.stage}` }).kind).toBe("step");
  });

  test("an image has a tag or a digest, and a checkout one of branch, commit and tag", () => {
    const { Tag, Digest } = expr.image("image");
    step("kustomize-set-image", { path: "base", images: [{ image: "a", tag: Tag }] });
    step("kustomize-set-image", { path: "base", images: [{ image: "a", digest: Digest }] });
    // @ts-expect-error tag together with digest
    step("kustomize-set-image", { path: "base", images: [{ image: "a", tag: Tag, digest: Digest }] });
    // @ts-expect-error neither tag nor digest
    step("kustomize-set-image", { path: "base", images: [{ image: "a" }] });
    const repoURL = "https://github.com/acme/a";
    // @ts-expect-error branch together with commit
    step("git-clone", { repoURL, checkout: [{ path: "./src", branch: "main", commit: expr.commit("git").ID }] });
    expect(step("git-clone", { repoURL, checkout: [{ path: "./src", branch: "main" }] }).uses).toBe("git-clone");
  });

  test("a step with an alias has the outputs Kargo gives, and one without has none", () => {
    const open = step(
      "git-open-pr",
      { repoURL: "https://github.com/acme/a", sourceBranch: "a", targetBranch: "b" },
      { as: "open-pr" },
    );
    expect(expressionText(open.outputs.pr.id, nowhere)).toBe("outputs['open-pr'].pr.id");
    // @ts-expect-error a pull request has an id and a url
    expect(open.outputs.pr.number).toBeUndefined();
    // @ts-expect-error without an alias nothing can be read
    expect(step("git-commit", { path: "./out", message: "m" }).outputs).toBeUndefined();
    expect(JSON.parse(JSON.stringify(open))).not.toHaveProperty("outputs");
  });

  test("a step of another edition carries its reason", () => {
    // @ts-expect-error a reason is missing
    otherEditionStep("jira", {}, {});
    expect(otherEditionStep("jira", {}, { reason: "we run Kargo Enterprise" }).reason).toBe("we run Kargo Enterprise");
  });
});

describe("where Freight comes from", () => {
  test("unknown names and the Stage itself don't compile in lists and per Warehouse either", () => {
    const made = pipeline("a", {
      warehouses,
      promotionTemplate,
      stages: {
        dev: { from: warehouse("main") },
        // @ts-expect-error there is no environment "dve"
        one: { from: ["dev", "dve"] },
        // @ts-expect-error it can't take from itself
        two: { from: ["dev", "two"] },
        // @ts-expect-error there is no Warehouse "mian"
        three: { from: { mian: { stages: "dev" } } },
        // @ts-expect-error there is no environment "dve"
        four: { from: { main: { stages: ["dve"] } } },
      },
    });
    expect(Object.keys(made.stages)).toHaveLength(5);
  });

  test("direct on a protected Stage, and direct beside stages, don't compile", () => {
    const made = pipeline("a", {
      warehouses,
      promotionTemplate,
      stages: {
        dev: { from: { main: { direct: true } } },
        // @ts-expect-error a protected environment takes Freight from an upstream only
        one: { from: { main: { direct: true } }, protected: true },
        // @ts-expect-error direct would let everything in
        two: { from: { main: { direct: true, stages: "dev" } } },
        prod: { from: { main: { stages: "dev" } }, protected: true },
      },
    });
    expect(Object.keys(made.stages)).toHaveLength(4);
  });

  test("Digest needs its tag, an HTTP chart its name, and an OCI chart none", () => {
    // @ts-expect-error Digest follows one tag, named by constraint
    image("docker.io/acme/a", { imageSelectionStrategy: "Digest" });
    // @ts-expect-error a chart repository holds many charts
    chart("https://charts.example");
    // @ts-expect-error it is allowTagsRegexes
    git("https://github.com/acme/a", { allowTags: "^v" });
    expect(chart("oci://r.example/a").kind).toBe("chart");
  });
});
