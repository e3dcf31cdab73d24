import { describe, expect, test } from "vitest";
import { deliveryComplaint, requireSameDelivery } from "../../stacks/delivery-digest.ts";
import { runMocked } from "../support/mocks.ts";

const own = [{ app: "goserver", digest: "aaa" }];
const stack = "organization/slipway/delivery";

describe("what an environment stack says about the delivery stack", () => {
  test.each([
    ["nothing when both come from one definition", { goserver: "aaa" }, undefined],
    [
      "that it comes first when there is no such stack",
      "no stack" as const,
      "stack delivery comes first and doesn't exist yet: run: pulumi stack init delivery, then pulumi up --stack delivery",
    ],
    [
      "that it comes first when it was never brought up",
      {},
      "stack delivery comes first and hasn't delivered goserver yet: run: pulumi up --stack delivery",
    ],
    [
      "that the definition has changed",
      { goserver: "bbb" },
      "the definition of goserver has changed since stack delivery was last brought up: run: pulumi up --stack delivery first, then this one again",
    ],
  ])("%s", (_, delivered, complaint) => {
    expect(deliveryComplaint(own, delivered, stack)).toBe(complaint);
  });
});

describe("when it is said", () => {
  test("an update fails before anything is registered, in one line", async () => {
    await expect(runMocked(() => requireSameDelivery(own, stack))).rejects.toThrow(
      /^stack delivery comes first and doesn't exist yet: run: pulumi stack init delivery, then pulumi up --stack delivery$/,
    );
  });

  test("a preview goes on", async () => {
    const { resources } = await runMocked(() => requireSameDelivery(own, stack), { preview: true });
    expect(resources).toEqual([]);
  });

  test("an update goes on when the digests agree", async () => {
    const stacks = { [stack]: { digest: { goserver: "aaa" } } };
    await expect(runMocked(() => requireSameDelivery(own, stack), { stacks })).resolves.toMatchObject({
      outputs: undefined,
    });
  });

  test("an update fails when the delivery stack came from another definition", async () => {
    const stacks = { [stack]: { digest: { goserver: "bbb" } } };
    await expect(runMocked(() => requireSameDelivery(own, stack), { stacks })).rejects.toThrow(
      "the definition of goserver has changed",
    );
  });
});
