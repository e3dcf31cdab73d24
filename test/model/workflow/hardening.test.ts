import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { actions } from "../../../model/workflow/actions.ts";
import { deliveryWorkflow } from "../../../model/workflow/delivery-workflow.ts";
import { previewWorkflow } from "../../../model/workflow/preview-workflow.ts";
import { deliveries, previews, sample, samplePreview } from "./samples.ts";

interface ParsedStep {
  readonly name: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}
interface Parsed {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly if?: string;
        readonly environment?: string;
        readonly permissions?: Readonly<Record<string, string>>;
        readonly "timeout-minutes"?: number;
        readonly "runs-on": string;
        readonly steps: readonly ParsedStep[];
      }
    >
  >;
}

const texts = [
  ...Object.entries({ cd: sample, ...deliveries }).map(([name, each]) => [name, deliveryWorkflow(each)] as const),
  ...Object.entries({ "own preview": samplePreview, ...previews }).map(
    ([name, each]) => [name, previewWorkflow(each)] as const,
  ),
];

describe.each(texts)("workflow %s", (_, text) => {
  const workflow = parse(text) as Parsed;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([job, { steps }]) => steps.map((step) => ({ job, ...step })));

  test("permits nothing but what each job names", () => {
    expect(workflow.permissions).toEqual({});
    expect(jobs.filter(([, { permissions }]) => permissions === undefined)).toEqual([]);
  });

  test("is started by no event that gives strangers' code a secret", () => {
    const known = ["push", "pull_request", "schedule", "workflow_dispatch"];
    expect(Object.keys(workflow.on).filter((event) => !known.includes(event))).toEqual([]);
  });

  test("uses actions of the table alone, by commit, with the version behind it", () => {
    const known = Object.values(actions).map((each) => `${each.repository}@${each.commit} # v${each.version}`);
    const lines = [...text.matchAll(/^ +(?:- )?uses: (.*)$/gm)].map(([, used]) => used);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !known.includes(line ?? ""))).toEqual([]);
  });

  test("puts no expression into a script", () => {
    expect(steps.filter(({ run }) => run?.includes("${{"))).toEqual([]);
  });

  test("leaves no login in a checkout", () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts.map((step) => step.with?.["persist-credentials"])).toEqual(checkouts.map(() => false));
  });

  test("reads secrets only in an environment, and never for a fork's pull request", () => {
    const reading = jobs.filter(([, job]) => JSON.stringify(job).includes("secrets."));
    expect(reading.filter(([, { environment }]) => environment === undefined)).toEqual([]);
    const guarded = /event_name == 'push'|ref_type == 'tag'|head\.repo\.full_name == github\.repository|== 'schedule'/;
    expect(reading.filter(([name, job]) => !guarded.test(job.if ?? "") && name !== "manifests")).toEqual([]);
  });

  test("bounds every job, on a runner that doesn't change by itself", () => {
    expect(jobs.map(([, job]) => job["runs-on"])).toEqual(jobs.map(() => "ubuntu-24.04"));
    expect(jobs.filter(([, job]) => !((job["timeout-minutes"] ?? 0) > 0))).toEqual([]);
  });
});

test("every action of the table is used", () => {
  const all = texts.map(([, text]) => text).join("\n");
  expect(Object.values(actions).filter(({ commit }) => !all.includes(commit))).toEqual([]);
  expect(Object.values(actions).filter(({ commit }) => !/^[0-9a-f]{40}$/.test(commit))).toEqual([]);
});

test("each job of the delivery workflow may do what it does, and no more", () => {
  const permissions = (text: string) =>
    Object.fromEntries(
      Object.entries((parse(text) as Parsed).jobs).map(([name, job]) => [name, job.permissions] as const),
    );
  const read = { contents: "read" };
  const signing = { "id-token": "write", attestations: "write" };
  expect(permissions(deliveryWorkflow(sample))).toEqual({ test: read, build: { ...read, ...signing }, release: read });
  expect(permissions(deliveryWorkflow({ ...sample, image: "ghcr.io/acme/goserver" }))).toEqual({
    test: read,
    build: { ...read, packages: "write", ...signing },
    release: { ...read, packages: "write" },
  });
  expect(permissions(deliveryWorkflow({ ...sample, ...deliveries["manifests"] }))["manifests"]).toEqual({
    contents: "write",
  });
  expect(permissions(deliveryWorkflow({ ...sample, ...deliveries["manifests-app"] }))).toEqual({
    test: read,
    build: read,
    manifests: read,
    release: read,
  });
});
