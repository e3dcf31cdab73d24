import { expect, test, vi } from "vitest";
import { PulumiCli } from "../../engine/pulumi-cli.ts";

test("many stacks may be asked at once, without a warning", async () => {
  const warned = vi.spyOn(process, "emitWarning");
  const { signal } = new AbortController();
  const cli = new PulumiCli({ binary: "/bin/true", env: {}, signal });
  await Promise.all(Array.from({ length: 12 }, () => cli.run(["stack", "export"], { cwd: "/" })));
  expect(warned.mock.calls.map(([text]) => String(text))).toEqual([]);
});
