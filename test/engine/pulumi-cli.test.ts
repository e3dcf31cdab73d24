import { expect, test, vi } from "vitest";
import { PulumiCli } from "../../engine/pulumi-cli.ts";

test("many stacks may be asked at once, without a warning", async () => {
  const warned = vi.spyOn(process, "emitWarning");
  const { signal } = new AbortController();
  const cli = new PulumiCli({ binary: "/bin/true", env: {}, signal });
  await Promise.all(Array.from({ length: 12 }, () => cli.run(["stack", "export"], { cwd: "/" })));
  expect(warned.mock.calls.map(([text]) => String(text))).toEqual([]);
});

test("the Automation API's questions that nobody reads the answers of start no CLI", async () => {
  const asks = async (more: object, ...args: string[]) => {
    const { command } = new PulumiCli({ binary: "/bin/echo", env: {}, ...more });
    // Left out of the SDK's declarations.
    const { run } = command as unknown as { run(...call: unknown[]): Promise<{ readonly stdout: string }> };
    return (await run([...args, "--stack", "dev"], "/", {})).stdout.trim();
  };
  const values = ["stack", "output", "--json", "--show-secrets"];
  expect(await asks({}, "stack", "select", "dev")).toBe("");
  expect(await asks({}, "stack", "history", "--json")).toBe("[]");
  expect(await asks({}, "stack", "output", "--json")).toBe("{}");
  expect(await asks({}, ...values)).toBe("stack output --json --show-secrets --stack dev --non-interactive");
  expect(await asks({ outputs: false }, ...values)).toBe("{}");
  expect(await asks({ outputs: false }, "stack", "ls")).toBe("stack ls --stack dev --non-interactive");
});
