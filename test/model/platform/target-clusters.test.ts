import { describe, expect, test } from "vitest";
import { targetClustersOf } from "../../../model/platform/target-clusters.ts";
import { formatProblem } from "../../../model/problem.ts";

const eu = { name: "prod-eu", stack: "acme/clusters/eu", namespaces: ["goserver-prod-eu"] };

describe("slipway:clusters", () => {
  test("lists clusters that Argo CD deploys to, and clusters with an Argo CD of their own", () => {
    const us = { name: "prod-us", stack: "acme/clusters/us", kargoShard: "us" };
    expect(targetClustersOf([eu, us])).toEqual({
      clusters: [
        { ...eu, output: "kubeconfig", resources: [], labels: {} },
        { ...us, output: "kubeconfig", argocdNamespace: "argocd" },
      ],
      problems: [],
    });
  });

  test.each<[string, unknown, readonly string[]]>([
    [
      "two of one name",
      [eu, { ...eu, stack: "acme/clusters/us" }],
      [
        'error clusters.1.name: Two clusters have one name (got "prod-eu", also of clusters.0). Rename one of them. [target-clusters]',
      ],
    ],
    [
      "one cluster twice",
      [eu, { ...eu, name: "prod-us" }],
      [
        'error clusters.1.stack: Two entries are one cluster, and Argo CD keeps one Secret for each (got "acme/clusters/eu", also of clusters.0). List the namespaces of both in one entry. [target-clusters]',
      ],
    ],
    [
      "two with one shard",
      [
        { name: "a", stack: "acme/clusters/a", kargoShard: "eu" },
        { name: "b", stack: "acme/clusters/b", kargoShard: "eu" },
      ],
      [
        'error clusters.1.kargoShard: Two clusters have one shard (got "eu", also of clusters.0). Rename one of them. [target-clusters]',
      ],
    ],
    [
      "one without namespaces",
      [{ name: "prod-eu", stack: "acme/clusters/eu" }],
      [
        'error clusters.0.namespaces: Argo CD gets rights in the namespaces that are named, and none is. Name those that environments deploy to there, such as ["goserver-prod-eu"]; or set kargoShard when the cluster has an Argo CD of its own. [target-clusters]',
      ],
    ],
    [
      "rights where they rule everything",
      [{ ...eu, namespaces: ["goserver-prod-eu", "kube-system", "slipway-agents"] }],
      [
        'error clusters.0.namespaces.1: Who deploys into this namespace rules the cluster, or Argo CD (got "kube-system"). Deploy into a namespace of the app\'s own. [target-clusters]',
        'error clusters.0.namespaces.2: Who deploys into this namespace rules the cluster, or Argo CD (got "slipway-agents"). Deploy into a namespace of the app\'s own. [target-clusters]',
      ],
    ],
    [
      "what belongs to the other kind",
      [
        { ...eu, kargoShard: "eu" },
        { ...eu, name: "b", stack: "acme/clusters/b", argocdNamespace: "argocd" },
      ],
      [
        "error clusters.0.namespaces: A cluster with kargoShard has an Argo CD of its own and isn't registered to the platform's. Remove it. [target-clusters]",
        "error clusters.1.argocdNamespace: Only a cluster with kargoShard has an Argo CD there. Remove it. [target-clusters]",
      ],
    ],
    [
      "a misspelt key, and a stack's short name",
      [{ ...eu, stack: "eu", namspaces: [] }],
      [
        'error clusters.0.namspaces: there is no such field (got "namspaces"; allowed argocdNamespace, awsAuthConfig, kargoShard, labels, name, namespaces, output, resources, shard, stack). Perhaps "namespaces" is meant. [target-clusters]',
        'error clusters.0.stack: the value has the wrong form (got "eu"; allowed organization, project and stack, such as acme/clusters/eu). See docs/many-clusters.md. [target-clusters]',
      ],
    ],
    [
      "Argo CD's own name for its cluster",
      [{ ...eu, name: "in-cluster" }],
      [
        `error clusters.0.name: This is Argo CD's own name for the cluster that it runs in (got "in-cluster"). Choose another name. [target-clusters]`,
      ],
    ],
  ])("refuses %s", (_, value, messages) => {
    const { clusters, problems } = targetClustersOf(value);
    expect(clusters).toEqual([]);
    expect(problems.map(formatProblem).sort()).toEqual(messages);
  });
});
