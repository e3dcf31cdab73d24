import { expect, test } from "vitest";
import { notifySecretOf } from "../../stacks/notify-secret.ts";

const pipeline = { app: "shop", notify: { host: "https://hooks.slack.com", secret: "chat" } };

test("the Secret holds what stands behind the host of the URL that config has", () => {
  const urls = { chat: "https://hooks.slack.com/services/T0/B0/s3cr3t?x=1\n" };
  expect(notifySecretOf(pipeline, urls)).toEqual({ notify: { name: "chat", path: "/services/T0/B0/s3cr3t?x=1" } });
});

test("an app that tells nobody needs none", () => {
  expect(notifySecretOf({ app: "shop" }, { chat: "https://hooks.slack.com/x" })).toEqual({});
});

test("a URL that leads to another host is refused, without its secret part", () => {
  expect(() => notifySecretOf(pipeline, { chat: "https://chat.example.com/hooks/s3cr3t" })).toThrow(
    "config of the delivery stack: 1 error\n" +
      "  error slipway:notify.chat: shop tells failed promotions to another host (got https://chat.example.com; allowed https://hooks.slack.com). " +
      "Correct notify.host in apps/shop/pipeline.ts, or give the URL of a webhook there. [notify-host]",
  );
});
