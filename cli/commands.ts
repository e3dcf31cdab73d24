import type { Context } from "./context.ts";

interface Command {
  readonly summary: string;
  /** Resolves to the exit code. */
  run(context: Context): Promise<number>;
}

/** Loaded when called: `slipway demo` must not wait for the Pulumi SDK. In the order in which one comes to need them. */
export const commands: Readonly<Record<string, Command>> = {
  demo: {
    summary: "check the sample, draw it, print its YAML and see a bad edit refused; builds nothing",
    run: async (context) => (await import("./commands/demo.ts")).demo(context),
  },
  sandbox: {
    summary: "[up | status | merge | down | clean] [--state DIR] [--once]: the whole pipeline on local processes",
    run: async (context) => (await import("./commands/sandbox.ts")).sandbox(context),
  },
  new: {
    summary: "APP [--from DIR]: pipeline, overlays and stack config for an app of your own; overwrites nothing",
    run: async (context) => (await import("./commands/new.ts")).newApp(context),
  },
  check: {
    summary: "FILE|DIR… | --live [APP…] [--json]: what is wrong with Kargo's and Argo's YAML, or in a cluster",
    run: async (context) => (await import("./commands/check.ts")).check(context),
  },
  render: {
    summary: "APP --out DIR [--config FILE|DIR]: an app's manifests as files, for who applies them otherwise",
    run: async (context) => (await import("./commands/render.ts")).render(context),
  },
  diagram: {
    summary: "APP [--format text|svg|mermaid] [--out FILE] [--manifests DIR | --live]: the pipeline as a picture",
    run: async (context) => (await import("./commands/diagram.ts")).diagram(context),
  },
  doctor: {
    summary: "[--kind] [--json]: what of this machine, its tools and the cluster would keep a pipeline from working",
    run: async (context) => (await import("./commands/doctor.ts")).doctor(context),
  },
  preview: {
    summary: "[STACK…]: what up would change; also before any stack exists",
    run: async (context) => (await import("./commands/preview.ts")).preview(context),
  },
  up: {
    summary: "[STACK…]: brings up the project's stacks in order, with your own Pulumi; stops at the first that fails",
    run: async (context) => (await import("./commands/up.ts")).up(context),
  },
  down: {
    summary: "[STACK…] [--unprotect ENVIRONMENT] [--cluster-gone] [--yes]: destroys stacks, the last first",
    run: async (context) => (await import("./commands/down.ts")).down(context),
  },
  pulumi: {
    summary: "ARGS: your own Pulumi CLI, with a Node on its PATH that can run the program",
    run: async (context) => (await import("./commands/pulumi.ts")).pulumi(context),
  },
  images: {
    summary: "[--config FILE] [--json]: every image and chart that the platform stack fetches, and from where",
    run: async (context) => (await import("./commands/images.ts")).images(context),
  },
  status: {
    summary: "[APP|PROJECT…] [--watch] [--json]: which Freight is in which Stage, and what is wrong; on any cluster",
    run: async (context) => (await import("./commands/status.ts")).status(context),
  },
  promote: {
    summary:
      "APP --stage STAGE [--freight ALIAS|image=REPO:TAG]: promotes Freight and follows it; --dry-run only shows it",
    run: async (context) => (await import("./commands/promote.ts")).promote(context),
  },
  rollback: {
    summary: "APP --stage STAGE: promotes what was there before",
    run: async (context) => (await import("./commands/rollback.ts")).rollback(context),
  },
  freeze: {
    summary: "APP --reason TEXT [--stage STAGE]: stops the line: nothing is promoted there until a person thaws it",
    run: async (context) => (await import("./commands/freeze.ts")).freeze(context),
  },
  thaw: {
    summary: "APP [--stage STAGE]: takes a freeze by hand away, and says what still freezes it",
    run: async (context) => (await import("./commands/freeze.ts")).thaw(context),
  },
  workflow: {
    summary:
      "APP [--out DIR]: the workflows that test, build and push an app and preview its stacks; overwrites nothing",
    run: async (context) => (await import("./commands/workflow.ts")).workflow(context),
  },
  report: {
    summary: "--stack NAME=EVENTS… [--app APP…] [--out FILE] [--post]: what a change does, as one comment",
    run: async (context) => (await import("./commands/report.ts")).report(context),
  },
  starter: {
    summary:
      "APP --repo URL [--from DIR] [--no-pipeline] [--dry-run]: an app's files as an empty repository's first commit",
    run: async (context) => (await import("./commands/starter.ts")).starter(context),
  },
};

export function helpText(): string {
  const rows = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}\n`);
  return `slipway COMMAND, and slipway COMMAND --help; in a clone: npm run slipway -- COMMAND\n\n${rows.join("")}`;
}
