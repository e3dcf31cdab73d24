import { defineConfig } from "vitest/config";

/** They kill processes at random, or run two sandboxes themselves: beside others they would measure those, not themselves. */
const alone = ["test/e2e/kill.e2e.test.ts", "test/e2e/demonstration.e2e.test.ts", "test/engine/killed.e2e.test.ts"];

const endToEnd = {
  globalSetup: ["test/support/e2e-setup.ts"],
  testTimeout: 300_000,
  hookTimeout: 1_800_000,
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          // No long processes, no network. Not isolated: loading the Pulumi SDK once per file would be most of the time.
          name: "fast",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.e2e.test.ts"],
          isolate: false,
          maxWorkers: 2,
          // The slowest takes a second; on a machine that does much else it may take twenty.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          // Real processes, two files at a time: each waits more than it computes, and three would starve on two cores.
          ...endToEnd,
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...endToEnd,
          name: "e2e-alone",
          include: alone,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
