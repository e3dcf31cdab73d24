import { expect, test } from "vitest";
import { downgradeComplaint, type InstalledCharts, installedCharts } from "../../stacks/no-downgrade.ts";
import { preset } from "../model/platform/presets.ts";

test("a platform's charts are those that it installs itself", () => {
  expect(installedCharts(preset("air-gapped"))).toEqual({ argoRollouts: "2.41.0", argocd: "10.1.1", kargo: "1.11.2" });
});

const installed: InstalledCharts = { certManager: "v1.21.1", argocd: "10.1.1", kargo: "1.11.2" };
test.each<[string, InstalledCharts, InstalledCharts]>([
  ["the first run", {}, installed],
  ["the same versions", installed, installed],
  ["newer ones", installed, { certManager: "v1.22.0", argocd: "11.0.0", kargo: "1.12.0" }],
  ["an older patch release", installed, { ...installed, certManager: "v1.21.0", kargo: "1.11.0" }],
  ["a part that somebody else installs from now on", installed, { kargo: "1.11.2" }],
])("nothing is said against %s", (_, before, now) => {
  expect(downgradeComplaint("platform", before, now)).toBeUndefined();
});

test("going back behind a minor version is refused, with every part, why, and what to do", () => {
  const now = { certManager: "v1.9.0", argocd: "9.4.3", kargo: "1.10.7" };
  expect(downgradeComplaint("platform", installed, now)).toBe(
    "stack platform would go back to an older minor version: parts.certManager.version is v1.9.0, and cert-manager v1.21.1 is " +
      "installed; parts.argocd.version is 9.4.3, and argo-cd 10.1.1 is installed; parts.kargo.version is 1.10.7, and kargo 1.11.2 " +
      "is installed. Nothing was changed. Newer versions rewrite CRDs and stored objects, and older ones can't read them. Ask for " +
      "the installed version or a newer one; to have the old one all the same, take everything down (slipway down) and bring it " +
      "up anew. See docs/platform.md",
  );
});
