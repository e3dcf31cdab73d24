// Who may import whom. The design's one-way flow, one rule a border; each comment is what a person sees when crossing it.
const rooms = [
  "apps",
  "cli",
  "clusters",
  "components",
  "engine",
  "kube",
  "index\\.ts",
  "model",
  "policies",
  "promotion",
  "progress",
  "provider",
  "sandbox",
  "slipway\\.ts",
  "stacks",
  "test",
  "tools",
];
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  severity: "error",
  comment,
  from: { path: `^${from}(/|$)` },
  to: { path: `^(${rooms.filter((room) => room !== from && !allowed.includes(room)).join("|")})(/|$)` },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    only(
      "model",
      [],
      "model/ is pure and knows nobody: move what needs I/O or Pulumi to the room that calls it, and pass plain values in.",
    ),
    only(
      "components",
      ["model"],
      "components/ only wire what model/ decided: take compiled objects as arguments instead of importing upwards.",
    ),
    only(
      "stacks",
      ["components", "model", "kube", "apps"],
      "stacks/ put components in order: what the engine, cli or sandbox knows comes in as Pulumi config.",
    ),
    only("kube", ["model"], "kube/ asks one API server and knows nobody: pass in which cluster is meant."),
    only("index\\.ts", ["stacks"], "index.ts only picks a stack program: put the work into stacks/."),
    only(
      "slipway\\.ts",
      ["components", "model", "stacks"],
      "slipway.ts only says what the package offers: put the work into the room it belongs to.",
    ),
    only(
      "engine",
      ["model", "progress"],
      "engine/ runs any stack program: take the program as an argument instead of importing components/ or stacks/.",
    ),
    only(
      "sandbox",
      ["model", "progress", "promotion"],
      "sandbox/ only provides servers: hand it what it needs from cli/ instead of importing stacks/, components/ or engine/.",
    ),
    only(
      "provider",
      [],
      "provider/ is an executable of its own that knows nothing of Slipway: copy a constant rather than import it.",
    ),
    only("policies", ["model"], "policies/ only lists model/rules: write the check as a rule there."),
    only(
      "promotion",
      ["model", "progress"],
      "promotion/ carries out steps on a clone: what to promote comes in as compiled values.",
    ),
    only("progress", [], "progress/ is shown by everyone and knows nobody."),
    only(
      "clusters",
      [],
      "clusters/ holds projects that are copied elsewhere before they are installed: what one needs stands in its own folder.",
    ),
    only("apps", ["model"], "A pipeline definition is plain data: import only from model/."),
    only(
      "cli",
      ["engine", "sandbox", "promotion", "kube", "model", "progress", "index\\.ts", "stacks", "apps"],
      "cli/ is thin: nobody's test support, policies or provider code belongs in it.",
    ),
    only(
      "tools",
      ["model", "progress", "sandbox", "engine", "cli", "apps"],
      "tools/ prove and repair generated files: they use the same functions as everyone else.",
    ),
    {
      name: "policies-only-rules",
      severity: "error",
      comment:
        "policies/ may use model/rules and model/problem.ts only: what a guard judges must not come from what it guards.",
      from: { path: "^policies/" },
      to: { path: "^model/", pathNot: "^model/(rules/|problem\\.ts|object\\.ts)" },
    },
    {
      name: "no-pulumi-in-model",
      severity: "error",
      comment: "model/ must run without Pulumi: return plain values and let components/ register them.",
      from: { path: "^model/" },
      to: { path: "node_modules/@pulumi/" },
    },
    {
      name: "no-io-in-model",
      severity: "error",
      comment:
        "model/ does no I/O: read files, clocks and the environment in cli/, stacks/ or engine/ and pass values in.",
      from: { path: "^model/" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "nobody-imports-test",
      severity: "error",
      comment: "Only tests use test/: move what others need into the room that owns it.",
      from: { pathNot: "^test/" },
      to: { path: "^test/" },
    },
    {
      name: "no-cycles",
      severity: "error",
      comment: "A cycle hides who depends on whom: move the shared part down.",
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules|dist|policies/bin|\\.slipway)/" },
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".json"] },
  },
};
