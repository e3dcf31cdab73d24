import { expect, test } from "vitest";
import { type HelmRevision, judgeReleases, releaseFacts, releaseNamespaces } from "../../../cli/doctor/releases.ts";
import { ApiFailure } from "../../../kube/api-failure.ts";
import { type Cluster, type Kind, kinds } from "../../../kube/cluster.ts";
import { platformOf } from "../../../model/platform/platform.ts";

const at = Date.parse("2026-11-22T02:00:00Z");
const now = at + 20 * 60_000;
const revision = (number: number, status: string, release = "kargo"): HelmRevision => ({
  ...{ namespace: "kargo", release, revision: number, status, since: at },
  secret: `sh.helm.release.v1.${release}.v${number}`,
});
const judged = (revisions: readonly HelmRevision[], when = now, unseen: readonly string[] = []) =>
  judgeReleases({ revisions, unseen }, when).map(({ state, rule, message, fix }) => [
    `${state} ${rule}`,
    message,
    ...(fix === undefined ? [] : [fix]),
  ]);
const refused = 'helm refuses to upgrade it: "another operation (install/upgrade/rollback) is in progress"';
const again =
  "If slipway up was cut off at it, run slipway up again: it mends this itself. Else, once nobody runs helm there:";

const rows: readonly (readonly [string, readonly HelmRevision[], string, string])[] = [
  [
    "an installation",
    [revision(1, "pending-install")],
    `pending-install for 20 min (revision 1, since 2026-11-22T02:00:00Z): ${refused}, and to install it: "cannot re-use a name that is still in use"`,
    `${again} kubectl delete secret sh.helm.release.v1.kargo.v1 -n kargo (what it made stays, and the next install takes it over), or, to start from nothing: helm uninstall kargo -n kargo`,
  ],
  [
    "an upgrade, back to what is deployed still, past a try that failed",
    [revision(10, "pending-upgrade"), revision(9, "failed"), revision(8, "deployed"), revision(7, "superseded")],
    `pending-upgrade for 20 min (revision 10, since 2026-11-22T02:00:00Z): ${refused}`,
    `${again} helm rollback kargo 8 -n kargo (to what was deployed last)`,
  ],
  [
    "a rollback",
    [revision(1, "superseded"), revision(2, "superseded"), revision(3, "failed"), revision(4, "pending-rollback")],
    `pending-rollback for 20 min (revision 4, since 2026-11-22T02:00:00Z): ${refused}`,
    `${again} helm rollback kargo 2 -n kargo (to what was deployed last)`,
  ],
  [
    "an upgrade of what was never deployed",
    [revision(1, "failed"), revision(2, "pending-upgrade")],
    `pending-upgrade for 20 min (revision 2, since 2026-11-22T02:00:00Z): ${refused}`,
    `${again} kubectl delete secret sh.helm.release.v1.kargo.v2 -n kargo (what it made stays, and the next install takes it over), or, to start from nothing: helm uninstall kargo -n kargo`,
  ],
  [
    "an uninstallation",
    [revision(1, "uninstalling")],
    'uninstalling for 20 min (revision 1, since 2026-11-22T02:00:00Z): helm refuses to upgrade it ("has no deployed releases") and to install it ("cannot re-use a name that is still in use")',
    "To go on with it: helm uninstall kargo -n kargo",
  ],
];
test.each(rows)("%s that was cut off is named with the way out", (_, revisions, message, fix) => {
  expect(judged(revisions)).toEqual([["warning release-stuck", `Helm release kargo/kargo has been ${message}`, fix]]);
});

test("what began a moment ago may be at work still", () => {
  expect(judged([revision(1, "uninstalling")], at + 60_000)[0]?.[1]).toContain(
    "uninstalling for 1 min (revision 1, since 2026-11-22T02:00:00Z); somebody may still be at it: ",
  );
});

test("a release that went on after a revision was left pending is well, and so is one that failed and was told so", () => {
  const well = [revision(1, "pending-install"), revision(2, "deployed"), revision(1, "failed", "argocd")];
  expect(judged(well)).toEqual([["ok releases", "No Helm release of the platform's is stuck"]]);
  expect(judged([])).toEqual([]);
  expect(judged([], now, ["argocd", "kargo"])).toEqual([
    ["ok releases-unseen", "Secrets of argocd, kargo may not be listed, nor Helm's releases there"],
  ]);
});

test("Secrets are asked for by metadata alone, and their labels say it all", async () => {
  const asked: unknown[] = [];
  const list = async (kind: Kind, namespace: string, selector: string) => {
    asked.push([kind, namespace, selector]);
    if (namespace === "argocd") throw new ApiFailure("forbidden", 403, "no");
    const labels = { owner: "helm", name: "kargo", version: "2", createdAt: "1795312800" };
    const secret = (name: string, more: object) => ({
      metadata: { name, creationTimestamp: "2026-11-22T01:00:00Z", labels: { ...labels, ...more } },
    });
    return [
      secret("sh.helm.release.v1.kargo.v2", { status: "uninstalling", modifiedAt: String(at / 1000) }),
      secret("of-somebody-else", { status: "pending-install" }),
    ];
  };
  expect(await releaseFacts({ list } as unknown as Cluster, ["kargo", "argocd"])).toEqual({
    revisions: [revision(2, "uninstalling")],
    unseen: ["argocd"],
  });
  expect(asked).toEqual([
    [kinds.secretMetadata, "kargo", "owner=helm"],
    [kinds.secretMetadata, "argocd", "owner=helm"],
  ]);
  expect(kinds.secretMetadata.metadataOnly).toBe(true);
  const silent = { list: () => Promise.reject(new ApiFailure("nothing listens there", 0, "")) };
  await expect(releaseFacts(silent as unknown as Cluster, ["kargo"])).rejects.toThrow("nothing listens there");
});

test("looked at are the namespaces of the platform's parts, where its stack puts them", () => {
  expect(releaseNamespaces()).toEqual(["cert-manager", "argo-rollouts", "argocd", "kargo"]);
  const others = { namespace: "cd", install: false };
  const { platform } = platformOf({ parts: { argocd: { namespace: "cd" }, kargo: others } });
  expect(releaseNamespaces(platform)).toEqual(["cert-manager", "argo-rollouts", "cd"]);
});
