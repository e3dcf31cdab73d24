import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        // No processes, no network. Not isolated: loading the Pulumi SDK once per file would be most of the time.
        test: { name: "fast", include: ["test/**/*.test.ts"], exclude: ["test/**/*.e2e.test.ts"], isolate: false },
      },
      {
        // Real processes on two cores: one file after another, or they starve each other into their own bounds.
        test: {
          name: "e2e",
          include: ["test/**/*.e2e.test.ts"],
          globalSetup: ["test/support/e2e-setup.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
