import { describe, expect, test } from "vitest";
import { type ClusterFacts, clockDifference, judgeCluster } from "../../../cli/doctor/cluster.ts";
import type { Finding } from "../../../cli/doctor/finding.ts";
import { judgeMachine, type MachineFacts } from "../../../cli/doctor/machine.ts";
import type { OpenConfig } from "../../../cli/doctor/open-config.ts";
import { judgeLocked, judgeState, type StateFacts } from "../../../cli/doctor/pulumi-state.ts";
import { reportText } from "../../../cli/doctor/report.ts";
import { judgeTokens } from "../../../cli/doctor/tokens.ts";
import { judgeTools, type ToolFacts } from "../../../cli/doctor/tools.ts";

const said = (findings: readonly Finding[]) =>
  findings.map(({ state, rule, message, fix }) => [state, rule, message, ...(fix === undefined ? [] : [fix])]);

const answered = (text: string) => ({ state: "answered", text }) as const;

describe("the machine", () => {
  const good: MachineFacts = {
    node: "24.1.0",
    cores: 4,
    memory: 16_000,
    disk: 50_000,
    temporary: { folder: "/tmp", disk: 50_000 },
    canWatch: true,
    inotify: { watches: 524_288, instances: 512 },
  };

  test("is judged by its Node alone where no cluster is to run on it", () => {
    expect(said(judgeMachine({ ...good, cores: 1, memory: 1 }, false))).toEqual([["ok", "node", "Node.js 24.1.0"]]);
    expect(said(judgeMachine({ ...good, node: "20.19.0" }, false))).toEqual([
      ["error", "node-too-old", "Node.js 20.19.0 can't run TypeScript as it is", "Install Node.js 22.18.0 or later"],
    ]);
  });

  test("F30: needs room to write down what is done, whatever runs on it", () => {
    const full = { ...good, disk: 12, temporary: { folder: "/var/tmp/ann", disk: 0 } };
    expect(said(judgeMachine(full, false)).slice(1)).toEqual([
      [
        "error",
        "disk-full",
        "The disk is full: 12 MB where the project stands, 0 MB in /var/tmp/ann free, and what is done must be written down (200 MB at least)",
        "Make room, or set TMPDIR to a folder on another disk",
      ],
    ]);
  });

  test("needs a folder for temporary files that this user may write to", () => {
    const temporary = { folder: "/nowhere", disk: 0, unusable: "there is none" };
    expect(said(judgeMachine({ ...good, temporary }, false)).slice(1)).toEqual([
      [
        "error",
        "no-temporary-folder",
        "The folder for temporary files, /nowhere, can't be used: there is none",
        "Set TMPDIR to a folder that this user may write to",
      ],
    ]);
  });

  test("F30: needs something left of inotify for a kind cluster", () => {
    expect(said(judgeMachine({ ...good, canWatch: false }, true)).slice(2)).toEqual([
      [
        "error",
        "inotify-exhausted",
        "inotify is used up: no file can be watched any more, and a kind cluster doesn't start",
        "End what watches files, or run: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
      ],
    ]);
  });

  test("needs room for a kind cluster, and a kernel that lets it watch files", () => {
    expect(said(judgeMachine(good, true)).map(([state, rule]) => `${state} ${rule}`)).toEqual([
      "ok node",
      "ok size",
      "ok inotify",
    ]);
    const small = { ...good, cores: 1, memory: 4_000, inotify: { watches: 8_192, instances: 128 } };
    expect(said(judgeMachine(small, true)).slice(1)).toEqual([
      [
        "warning",
        "machine-too-small",
        "A kind cluster with the whole platform needs more than this machine has: 1 core of 2, 4000 MB of memory of 6000",
        "Use a larger machine, or a cluster elsewhere",
      ],
      [
        "warning",
        "inotify-too-low",
        'inotify allows 8192 watches and 128 instances; a kind cluster runs into "too many open files" below 524288 and 512',
        "Run: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512",
      ],
    ]);
  });
});

describe("tools", () => {
  const install = "Install Pulumi 3.259.0: https://www.pulumi.com/docs/iac/download-install/";
  const git = answered("git version 2.39.5");
  const rows: readonly (readonly [string, ToolFacts, readonly string[]])[] = [
    [
      "no git",
      { git: { state: "missing" }, pulumi: answered("v3.259.0") },
      ["error", "git-missing", "There is no git on PATH", "Install it with your system's package manager"],
    ],
    [
      "no Pulumi",
      { git, pulumi: { state: "missing" } },
      ["error", "pulumi-missing", "There is no pulumi on PATH", install],
    ],
    [
      "an old Pulumi",
      { git, pulumi: answered("v3.100.0") },
      ["error", "pulumi-too-old", "Pulumi 3.100.0 is older than the 3.259.0 that Pulumi.yaml asks for", install],
    ],
    [
      "a Pulumi that hangs",
      { git, pulumi: { state: "failed", why: "no answer within 20 s" } },
      ["error", "pulumi-fails", "pulumi doesn't run: no answer within 20 s", install],
    ],
  ];
  test.each(rows)("%s", (_, facts, expected) => {
    expect(said(judgeTools(facts)).filter(([state]) => state !== "ok")).toEqual([expected]);
  });

  test("of a kind cluster are kind itself, Docker's daemon and not its client, and free ports", () => {
    const wish = { name: "slipway", ports: [31_080, 31_081] };
    const kind = {
      wish,
      clusters: { state: "failed", why: 'ERROR: failed to list clusters: command "docker ps" failed' },
      kind: answered("kind v0.20.0 go1.20.4 linux/amd64"),
      docker: { state: "failed", why: "Cannot connect to the Docker daemon at unix:///var/run/docker.sock." },
      takenPorts: [
        { port: 31_080, owner: { pid: 7, command: "nginx" } },
        { port: 31_081, owner: undefined },
      ],
    } as const;
    expect(said(judgeTools({ git, pulumi: answered("v3.259.0"), kind })).slice(2)).toEqual([
      [
        "error",
        "kind-too-old",
        "kind 0.27.0 or later is needed, and this one says: kind v0.20.0 go1.20.4 linux/amd64",
        "Install kind 0.27.0 or later: https://kind.sigs.k8s.io/",
      ],
      [
        "error",
        "docker-daemon",
        "Docker's daemon doesn't answer: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
        "Start Docker, and see that this user may talk to it: docker info",
      ],
      [
        "error",
        "ports-taken",
        "Ports of the kind cluster are taken on this machine: 31080 by pid 7 (nginx), 31081",
        "End what listens there, or set other ports",
      ],
    ]);
    const good = {
      wish,
      clusters: answered(""),
      kind: answered("kind v0.32.0"),
      docker: answered("28.2.2 8 16000000000"),
      takenPorts: [],
    };
    const judged = (changes: Partial<NonNullable<ToolFacts["kind"]>>) =>
      said(judgeTools({ git, pulumi: answered("v3.259.0"), kind: { ...good, ...changes } })).slice(2);
    expect(judged({})).toEqual([
      ["ok", "kind", "kind 0.32.0"],
      ["ok", "docker", "Docker's daemon 28.2.2"],
      ["ok", "ports", "Ports 31080, 31081 are free"],
    ]);
    expect(judged({ clusters: answered("other\nslipway"), takenPorts: kind.takenPorts })[2]).toEqual([
      "ok",
      "kind-cluster",
      "Cluster slipway of kind stands already",
    ]);
    expect(judged({ docker: answered("28.2.2 1 2100000000") })[1]).toEqual([
      "warning",
      "docker-too-small",
      "A kind cluster with the whole platform needs more than Docker's daemon 28.2.2 has: 1 core of 2, 2100 MB of memory of 6000",
      "Give Docker more of this machine (Docker Desktop: Settings, Resources)",
    ]);
  });
});

describe("Pulumi's state", () => {
  const facts = (changes: Partial<StateFacts>): StateFacts => ({
    login: answered('{"user":"ann","url":"s3://team-state?region=eu-central-1"}'),
    stacks: [{ stack: "dev", provider: "awskms://alias/slipway" }],
    passphrase: "none",
    ...changes,
  });
  const byPassphrase = [
    { stack: "dev", provider: "passphrase" },
    { stack: "prod", provider: "passphrase" },
  ];
  const change =
    "For a team run: pulumi stack change-secrets-provider --stack STACK awskms://… (or gcpkms://, azurekeyvault://, hashivault://)";
  const rows: readonly (readonly [string, Partial<StateFacts>, readonly (readonly string[])[]])[] = [
    [
      "fit for a team",
      {},
      [
        ["ok", "state", "State is kept at s3://team-state"],
        ["ok", "secrets-provider", "Secrets are encrypted by awskms://alias/slipway"],
      ],
    ],
    [
      "nobody logged in",
      {
        login: {
          state: "failed",
          why: "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
        },
      },
      [
        [
          "error",
          "not-logged-in",
          "Pulumi isn't logged in to a backend: error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions",
          "Run: pulumi login s3://BUCKET, or another backend of your team's",
        ],
      ],
    ],
    [
      "files",
      { login: answered('{"url":"file://~"}'), stacks: [] },
      [
        [
          "warning",
          "state-on-this-machine",
          "State is kept in files of this machine (file://~): nobody else can run these stacks, and it is lost with the disk",
          "For a team run: pulumi login s3://BUCKET (or gs://, azblob://, or Pulumi Cloud)",
        ],
      ],
    ],
    [
      "no passphrase",
      { stacks: byPassphrase },
      [
        ["ok", "state", "State is kept at s3://team-state"],
        [
          "error",
          "passphrase-missing",
          "Secrets of stacks dev, prod are encrypted with a passphrase, and neither PULUMI_CONFIG_PASSPHRASE nor PULUMI_CONFIG_PASSPHRASE_FILE is set",
          "Set PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
        ],
      ],
    ],
    [
      "an empty passphrase",
      { stacks: byPassphrase.slice(0, 1), passphrase: "empty" },
      [
        ["ok", "state", "State is kept at s3://team-state"],
        [
          "warning",
          "passphrase-empty",
          "Secrets of stack dev are encrypted with a passphrase that is empty: who has the files has the secrets",
          change.replace("For a team run", "Run"),
        ],
      ],
    ],
    [
      "a passphrase",
      { stacks: byPassphrase.slice(0, 1), passphrase: "set" },
      [
        ["ok", "state", "State is kept at s3://team-state"],
        [
          "warning",
          "passphrase",
          "Secrets of stack dev are encrypted with a passphrase, which everybody who runs them must know",
          change,
        ],
      ],
    ],
  ];
  test.each(rows)("%s", (_, changes, expected) => {
    expect(said(judgeState(facts(changes)))).toEqual(expected);
  });

  test("tells once of what keeps it from the secrets of stacks, and not again of a passphrase that nobody gave", () => {
    const config = (name: string, locked?: string) => ({ stack: { name }, ...(locked && { locked }) }) as OpenConfig;
    const configs = [
      config("dev", "incorrect passphrase"),
      config("prod", "incorrect passphrase"),
      config("eu", "no key"),
    ];
    expect(said(judgeLocked(configs, { passphrase: "set" }))).toEqual([
      [
        "error",
        "secrets-locked",
        "Secrets in the config of stacks dev, prod can't be decrypted: incorrect passphrase",
        "Give the one that they were made with in PULUMI_CONFIG_PASSPHRASE, or a file that holds it in PULUMI_CONFIG_PASSPHRASE_FILE",
      ],
      [
        "error",
        "secrets-locked",
        "Secrets in the config of stack eu can't be decrypted: no key",
        "See what it says to: pulumi config --stack eu",
      ],
    ]);
    expect(judgeLocked([...configs, config("staging")], { passphrase: "none" })).toEqual([]);
  });

  test("is told without credentials that its URL carries", () => {
    const login = answered('{"url":"https://ann:hunter2@state.example.com/x?token=abc"}');
    expect(said(judgeState(facts({ login, stacks: [] })))).toEqual([
      ["ok", "state", "State is kept at https://state.example.com/x"],
    ]);
  });
});

describe("tokens in the environment", () => {
  const body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0";
  const github =
    "Make a fine-grained token for these repositories (Administration, Actions, Environments, Secrets, Variables, Webhooks: read and write; Metadata: read) and run: pulumi config set --secret slipway:githubToken";
  const hub =
    "Make a personal access token with Read, Write, Delete on Docker Hub and run: pulumi config set --secret slipway:dockerHubToken";
  const rows: readonly (readonly [string, Record<string, string>, readonly string[]])[] = [
    [
      "a fine-grained one",
      { GITHUB_TOKEN: `github_pat_${body}` },
      ["ok", "token", "GITHUB_TOKEN is of the right class"],
    ],
    [
      "a classic one",
      { GITHUB_TOKEN: `ghp_${body}` },
      [
        "warning",
        "token-classic",
        "GITHUB_TOKEN is a classic token: it can do in every repository what it can do in one",
        "Make a fine-grained token for the repository: https://github.com/settings/personal-access-tokens",
      ],
    ],
    [
      "B27: a password",
      { SLIPWAY_DOCKERHUB_TOKEN: "hunter2" },
      [
        "error",
        "token-class",
        "SLIPWAY_DOCKERHUB_TOKEN: This is no token of Docker Hub, perhaps a password, which opens the whole account (got a text that is no token of a known kind, 7 characters)",
        hub,
      ],
    ],
    [
      "B27: the other's",
      { SLIPWAY_DOCKERHUB_TOKEN: `ghp_${body}` },
      [
        "error",
        "token-class",
        "SLIPWAY_DOCKERHUB_TOKEN: This is no token of Docker Hub (got a classic personal access token of GitHub, 44 characters)",
        hub,
      ],
    ],
    [
      "B27: a line break",
      { GITHUB_TOKEN: `github_pat_${body}\n` },
      [
        "error",
        "token-class",
        "GITHUB_TOKEN: This token has white space around it, perhaps the end of a line (got a fine-grained personal access token of GitHub, 52 characters)",
        `Set it again without them: printf %s "$TOKEN" | pulumi config set --secret slipway:githubToken`,
      ],
    ],
    [
      "B27: a refresh token",
      { GITHUB_TOKEN: `ghr_${body}` },
      [
        "error",
        "token-class",
        "GITHUB_TOKEN: A refresh token opens nothing (got a refresh token of GitHub, 44 characters)",
        github,
      ],
    ],
  ];
  test.each(rows)("%s", (_, env, expected) => {
    const findings = judgeTokens(env);
    expect(said(findings)).toEqual([expected]);
    for (const value of Object.values(env)) expect(JSON.stringify(findings)).not.toContain(value.trim());
  });
});

describe("the cluster", () => {
  const facts = (changes: Partial<ClusterFacts> = {}): ClusterFacts => ({
    ...{
      name: "context kind of config",
      server: "https://127.0.0.1:6443",
      kubernetes: "v1.36.1",
      ahead: 0,
      isSandbox: false,
    },
    groups: ["apps", "argoproj.io", "cert-manager.io", "kargo.akuity.io"],
    argoResources: ["applications", "appprojects", "analysistemplates", "analysisruns"],
    parts: { argocd: ["v3.5.1"], kargo: ["v1.11.2"], argoRollouts: ["v1.9.1"], certManager: ["v1.19.3"] },
    ...changes,
  });
  const bad = (changes: Partial<ClusterFacts>) =>
    said(judgeCluster(facts(changes))).filter(([state]) => state !== "ok");

  test("as it should be", () => {
    expect(said(judgeCluster(facts()))).toEqual([
      ["ok", "cluster", "context kind of config answers at https://127.0.0.1:6443"],
      ["ok", "kubernetes", "Kubernetes 1.36.1"],
      ["ok", "clock", "Its clock and this machine's agree"],
      ["ok", "certManager", "cert-manager 1.19.3"],
      ["ok", "argoRollouts", "Argo Rollouts 1.9.1"],
      ["ok", "argocd", "Argo CD 3.5.1"],
      ["ok", "kargo", "Kargo 1.11.2"],
    ]);
  });

  const rows: readonly (readonly [string, Partial<ClusterFacts>, readonly (readonly string[])[]])[] = [
    [
      "an old Kubernetes",
      { kubernetes: "v1.29.3" },
      [
        [
          "error",
          "kubernetes-too-old",
          "Kubernetes 1.29.3 is older than 1.30: ValidatingAdmissionPolicies are not in v1 before it, and the guards are such",
          "Upgrade Kubernetes to 1.36",
        ],
      ],
    ],
    [
      "one that Argo CD isn't tested with",
      { kubernetes: "v1.31.2+k3s1" },
      [
        [
          "warning",
          "kubernetes-untested",
          "Kubernetes 1.31.2+k3s1; tested are 1.33 to 1.36, by Argo CD 3.5 (docs/operator-manual/tested-kubernetes-versions.md)",
          "Use Kubernetes 1.36, or try your pipeline in a cluster that nobody needs",
        ],
      ],
    ],
    [
      "a leaky Argo CD",
      { parts: { ...facts().parts, argocd: ["v3.0.5"] } },
      [
        [
          "error",
          "argocd-too-old",
          "Argo CD 3.0.5 is older than 3.0.14: before it whoever may get a project reads its repository credentials (CVE-2025-55190)",
          "Upgrade Argo CD to 3.5",
        ],
      ],
    ],
    [
      "a Kargo of tomorrow",
      { parts: { ...facts().parts, kargo: ["v1.12.0"] } },
      [
        [
          "warning",
          "kargo-untested",
          "Kargo 1.12.0; tested are 1.11, by Slipway",
          "Use Kargo 1.11, or try your pipeline in a cluster that nobody needs",
        ],
      ],
    ],
    [
      "no Argo Rollouts",
      { argoResources: ["applications", "appprojects"] },
      [
        [
          "error",
          "argo-rollouts-missing",
          "Argo Rollouts' CRDs aren't here: Stages with verification fail, and Kargo looks for the CRDs once, when it starts",
          "Install Argo Rollouts, then restart Kargo's controllers",
        ],
      ],
    ],
    [
      "no Kargo",
      { groups: ["argoproj.io", "cert-manager.io"] },
      [["error", "kargo-missing", "Kargo's CRDs (kargo.akuity.io) aren't here", "Install Kargo"]],
    ],
    [
      "no right to look",
      { parts: {} },
      ["certManager", "argoRollouts", "argocd", "kargo"].map((part, index) => [
        "warning",
        `${part}-version`,
        `${["cert-manager", "Argo Rollouts", "Argo CD", "Kargo"][index]} has its CRDs here, and its version can't be told: no Deployment has its image`,
        "See that its controller runs",
      ]),
    ],
    [
      "a clock behind",
      { ahead: -90_000 },
      [
        [
          "error",
          "clock-differs",
          "Its clock is 90 s behind this machine's: tokens and certificates are refused, freezes and soak times come out wrong",
          "Set both by NTP: timedatectl set-ntp true",
        ],
      ],
    ],
  ];
  test.each(rows)("%s", (_, changes, expected) => {
    expect(bad(changes)).toEqual(expected);
  });

  test("doesn't blame a clock for whole seconds, nor for the time that the answer took", () => {
    expect(clockDifference(10_000, 10_400, 10_500)).toBe(0);
    expect(clockDifference(12_000, 10_400, 12_500)).toBe(0);
    expect(clockDifference(5_000, 10_400, 10_500)).toBe(-4_400);
    expect(clockDifference(20_000, 10_400, 10_500)).toBe(9_500);
  });
});

describe("the report", () => {
  test("goes area by area and ends in a count", () => {
    const findings: Finding[] = [
      {
        area: "cluster",
        rule: "kargo-missing",
        state: "error",
        message: "Kargo's CRDs aren't here",
        fix: "Install Kargo",
      },
      { area: "machine", rule: "node", state: "ok", message: "Node.js 24.1.0" },
    ];
    expect(reportText(findings)).toBe(
      "machine\n  ✓ Node.js 24.1.0\n\ncluster\n  ✗ Kargo's CRDs aren't here [kargo-missing]\n      Install Kargo\n\n1 error, 0 warnings.",
    );
    expect(reportText(findings.slice(1))).toBe("machine\n  ✓ Node.js 24.1.0\n\nEverything is as it should be.");
  });
});
