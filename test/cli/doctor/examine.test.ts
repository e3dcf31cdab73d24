import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { examine } from "../../../cli/doctor/examine.ts";
import { UserError } from "../../../model/problem.ts";

test("whoever stops it gets no findings, which would be about the stop", async () => {
  const stopped = new UserError("stopped by SIGINT");
  const examined = examine({
    folder: tmpdir(),
    around: { env: {}, state: "/nowhere", start: () => "", signal: AbortSignal.abort(stopped) },
    commandLine: (name) => name,
    stacks: [],
    connect: () => {
      throw stopped;
    },
  });
  await expect(examined).rejects.toBe(stopped);
});
