import { expect, test } from "vitest";
import { receiverUrl, withReceivers } from "../../../model/source/webhooks.ts";

test("a receiver's address holds a hash of Project, receiver and secret, as Kargo builds it", () => {
  // What buildWebhookPath of Kargo 1.11.2 gives for these, run once; sha256 of "goservergithubs3cret".
  const hash = "23fc12b9e24f6da1edbf1f821c01617466efebe246f58b4de037eba664627ce8";
  expect(receiverUrl("https://hooks.example", "goserver", "github", "s3cret")).toBe(
    `https://hooks.example/github/${hash}`,
  );
  expect(receiverUrl("https://a.example/kargo/", "goserver", "github", "s3cret")).toBe(
    `https://a.example/kargo/github/${hash}`,
  );
});

test("a ProjectConfig gets the receivers and keeps everything else", () => {
  const projectConfig = {
    apiVersion: "kargo.akuity.io/v1alpha1",
    kind: "ProjectConfig",
    metadata: { name: "goserver", namespace: "goserver" },
    spec: { promotionPolicies: [] },
  };
  expect(withReceivers(projectConfig, [])).toBe(projectConfig);
  expect(withReceivers(projectConfig, ["github", "dockerhub"])).toEqual({
    ...projectConfig,
    spec: {
      promotionPolicies: [],
      webhookReceivers: [
        { name: "github", github: { secretRef: { name: "github-webhook" } } },
        { name: "dockerhub", dockerhub: { secretRef: { name: "dockerhub-webhook" } } },
      ],
    },
  });
});
