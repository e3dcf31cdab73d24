import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { test } from "vitest";
import { stringify } from "yaml";
import { ArgocdSettings } from "../../../components/adopt/argocd-settings.ts";
import { TakenOverRelease } from "../../../components/adopt/taken-over-release.ts";
import { nobody } from "../../../model/people/people.ts";
import { parts } from "../../../model/platform/charts.ts";
import { platformOf } from "../../../model/platform/platform.ts";
import { expectGolden } from "../../support/golden.ts";
import { runMocked } from "../../support/mocks.ts";

/** Everything that can be said of taking over: both ways, a version, values, keys that are forced, a folder of charts. */
const given = {
  cluster: { type: "existing" },
  hosts: { argocd: "argocd.example.com" },
  oidc: { issuer: "https://login.example.com", argocdClientId: "argocd", kargoClientId: "kargo" },
  parts: {
    certManager: { namespace: "certs", takeOver: { installedBy: "helm", release: "certificates" } },
    argoRollouts: { takeOver: { installedBy: "helm", version: "2.41.0" } },
    argocd: {
      takeOver: {
        installedBy: "helm",
        settings: { "argocd-cm": { "exec.enabled": "false" } },
        force: ["argocd-cm/url"],
      },
    },
    kargo: { takeOver: { installedBy: "helm" }, values: { controller: { logLevel: "DEBUG" } } },
  },
};

test("golden resources of taking over: type, name, inputs, order, secrets, import, and what a destroy leaves", async () => {
  const { platform, problems } = platformOf(given, { ...nobody, viewer: ["readers"] });
  if (platform === undefined) throw new Error(JSON.stringify(problems));
  const { resources } = await runMocked(() => {
    const cluster = new k8s.Provider("cluster", { kubeconfig: "{}" });
    const stored = { version: "1.2.3", values: { controller: { logLevel: "INFO" }, replicas: 2 } };
    const releases = parts.map(
      (part) => new TakenOverRelease(part, { platform, part, stored: pulumi.secret(stored) }, { providers: [cluster] }),
    );
    const secret = { oidcClientSecret: pulumi.secret("given") };
    const options = { providers: [cluster], dependsOn: releases };
    new ArgocdSettings("argocd-settings", { platform, ...secret }, options);
  });
  const sorted = resources.toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
  expectGolden("platform/adopt.yaml", stringify(sorted, { aliasDuplicateObjects: false, lineWidth: 0 }));
});
