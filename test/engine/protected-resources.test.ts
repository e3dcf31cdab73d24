import { expect, test } from "vitest";
import { protectedResources } from "../../engine/protected-resources.ts";

const urn = (type: string, name: string) => `urn:pulumi:prod::slipway::${type}::${name}`;
const stageType = "kubernetes:kargo.akuity.io/v1alpha1:Stage";

function stage(name: string, labels: object, more: object = {}) {
  const metadata = { name, namespace: "goserver", labels };
  const inputs = { apiVersion: "kargo.akuity.io/v1alpha1", kind: "Stage", metadata };
  return { urn: urn(stageType, `goserver-${name}-stage`), type: stageType, inputs, ...more };
}

const guarded = { "slipway.dev/protected": "true" };

test("what is marked counts, whatever it is, and what only its labels protect counts too", () => {
  const repository = {
    urn: urn("github:index/repository:Repository", "repository"),
    type: "github:index/repository:Repository",
  };
  const found = protectedResources({
    resources: [
      { ...repository, protect: true },
      stage("prod", guarded, { protect: true }),
      stage("prod-eu", guarded),
      stage("dev", {}),
    ],
  });
  expect(found).toEqual([
    { urn: repository.urn, name: "repository", object: "github:index/repository:Repository", isMarked: true },
    {
      urn: urn(stageType, "goserver-prod-stage"),
      name: "goserver-prod-stage",
      object: "Stage goserver/prod",
      isMarked: true,
    },
    {
      urn: urn(stageType, "goserver-prod-eu-stage"),
      name: "goserver-prod-eu-stage",
      object: "Stage goserver/prod-eu",
      isMarked: false,
    },
  ]);
});

test("what comes and goes with a verification isn't protected by its labels, nor is what waits to be deleted", () => {
  const metadata = { name: "prod-web", namespace: "goserver", labels: guarded };
  const type = "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate";
  const inputs = { apiVersion: "argoproj.io/v1alpha1", kind: "AnalysisTemplate", metadata };
  expect(
    protectedResources({
      resources: [
        { urn: urn(type, "goserver-prod-analysis-template-prod-web"), type, inputs },
        stage("prod", guarded, { protect: true, delete: true }),
      ],
    }),
  ).toEqual([]);
  expect(protectedResources({})).toEqual([]);
});
