import { badDefinitions } from "./rows.ts";

const git = (repoURL: string) => ({ "warehouses.main.git.repoURL": repoURL });
const branch = (name: string) => ({ "warehouses.main.git.branch": name });
const imageURL = (repoURL: string) => ({ "warehouses.main.image.repoURL": repoURL });
const chart = (options: object) => ({ "warehouses.main.chart": { kind: "chart", ...options } });

/** B19–B21: URLs and branches. */
badDefinitions("URLs and branches", [
  [
    "B19",
    "an image with a tag",
    imageURL("docker.io/acme/b:latest"),
    [
      'error goserver.warehouses.main.image.repoURL: This names a tag, not a repository (got "docker.io/acme/b:latest"; allowed registry and path in small letters: docker.io/acme/goserver). Leave out the : and the tag behind it. [image-repository]',
    ],
  ],
  [
    "B19",
    "an image with a digest",
    imageURL("docker.io/acme/b@sha256:0123"),
    [
      'error goserver.warehouses.main.image.repoURL: This names one image by digest, not a repository (got "docker.io/acme/b@sha256:0123"; allowed registry and path in small letters: docker.io/acme/goserver). Leave out the @ and what follows. [image-repository]',
    ],
  ],
  [
    "B19",
    "an image with a scheme",
    imageURL("https://docker.io/acme/b"),
    [
      'error goserver.warehouses.main.image.repoURL: An image repository is written without a scheme (got "https://docker.io/acme/b"; allowed registry and path in small letters: docker.io/acme/goserver). Leave out everything up to ://. [image-repository]',
    ],
  ],
  [
    "B19",
    "an image with a capital letter",
    imageURL("docker.io/A/b"),
    [
      'error goserver.warehouses.main.image.repoURL: Registries take small letters only (got "docker.io/A/b"; allowed registry and path in small letters: docker.io/acme/goserver). Write "docker.io/a/b". [image-repository]',
    ],
  ],
  [
    "B19",
    "a chart without its name",
    chart({ repoURL: "https://charts.example" }),
    [
      `error goserver.warehouses.main.chart.name: A chart repository holds many charts, and none is named. Write the chart's name: name: "…". [chart-name]`,
    ],
  ],
  [
    "B19",
    "a chart with its name twice",
    chart({ repoURL: "oci://r.example/web", name: "web" }),
    [
      'error goserver.warehouses.main.chart.name: An oci:// URL names the chart already (got "web"). Remove the name. [chart-name]',
    ],
  ],
  [
    "B20",
    "Git over SSH in short",
    git("git@github.com:acme/goserver.git"),
    [
      `error goserver.warehouses.main.git.repoURL: Kargo gives up Git over SSH with 1.13, so only https is taken (got "git@github.com:acme/goserver.git"; allowed an https:// URL; http:// for a loopback address only). Write the repository's https:// URL. [git-repository]`,
    ],
  ],
  [
    "B20",
    "Git over SSH",
    git("ssh://git@github.com/acme/goserver"),
    [
      `error goserver.warehouses.main.git.repoURL: Kargo gives up Git over SSH with 1.13, so only https is taken (got "ssh://…@github.com/acme/goserver"; allowed an https:// URL; http:// for a loopback address only). Write the repository's https:// URL. [git-repository]`,
    ],
  ],
  [
    "B20",
    "Git over plain http",
    git("http://github.com/acme/goserver"),
    [
      'error goserver.warehouses.main.git.repoURL: Plain http would send credentials and manifests unprotected (got "http://github.com/acme/goserver"; allowed an https:// URL; http:// for a loopback address only). Write https://. [git-repository]',
    ],
  ],
  [
    "B20",
    "Git on a disk",
    git("file:///srv/git/goserver"),
    [
      `error goserver.warehouses.main.git.repoURL: This isn't a Git repository's URL (got "file:///srv/git/goserver"; allowed an https:// URL; http:// for a loopback address only). Write the repository's https:// URL. [git-repository]`,
    ],
  ],
  [
    "B20",
    "credentials in a URL",
    git("https://bob:hunter2@github.com/acme/goserver"),
    [
      'error goserver.warehouses.main.git.repoURL: A URL in a definition never holds credentials: it is stored in Git, in the cluster and shown to everyone (got "https://…@github.com/acme/goserver"; allowed an https:// URL; http:// for a loopback address only). Remove them, revoke them, and give new ones as the secret slipway:gitCredentials. [git-repository]',
    ],
  ],
  [
    "B20",
    "a blank behind a URL",
    git("https://github.com/acme/goserver "),
    [
      'error goserver.warehouses.main.git.repoURL: A Git URL has no white space (got "https://github.com/acme/goserver "; allowed an https:// URL; http:// for a loopback address only). Remove it. [git-repository]',
    ],
  ],
  [
    "B20",
    "a slash behind .git",
    git("https://github.com/acme/goserver.git/"),
    [
      `error goserver.warehouses.main.git.repoURL: This isn't a Git repository's URL (got "https://github.com/acme/goserver.git/"; allowed an https:// URL; http:// for a loopback address only). Write host and path only, without / at the end. [git-repository]`,
    ],
  ],
  [
    "B20",
    "credentials in a chart's URL",
    chart({ repoURL: "oci://bob:hunter2@r.example/web" }),
    [
      'error goserver.warehouses.main.chart.repoURL: A URL in a definition never holds credentials: it is stored in Git, in the cluster and shown to everyone (got "oci://…@r.example/web"; allowed an oci:// URL of the chart, or an https:// URL of its repository). Remove them and revoke them. [chart-repository]',
    ],
  ],
  [
    "B20",
    "a template's repository over SSH",
    { "promotionTemplate.repoURL": "git@github.com:acme/goserver.git" },
    [
      `error goserver.promotionTemplate.repoURL: Kargo gives up Git over SSH with 1.13, so only https is taken (got "git@github.com:acme/goserver.git"; allowed an https:// URL; http:// for a loopback address only). Write the repository's https:// URL. [git-repository]`,
    ],
  ],
  [
    "B21",
    "a branch by its full ref",
    branch("refs/heads/x"),
    [
      `error goserver.warehouses.main.git.branch: This isn't a branch's name (got "refs/heads/x"; allowed letters, digits and . _ / - between them, at most 255). Write "x". [branch]`,
    ],
  ],
  [
    "B21",
    "a branch with two dots",
    branch("a..b"),
    [
      `error goserver.warehouses.main.git.branch: This isn't a branch's name (got "a..b"; allowed letters, digits and . _ / - between them, at most 255). Write the branch's short name, such as "main". [branch]`,
    ],
  ],
  [
    "B21",
    "a branch that ends with a slash",
    branch("release/"),
    [
      `error goserver.warehouses.main.git.branch: This isn't a branch's name (got "release/"; allowed letters, digits and . _ / - between them, at most 255). Write the branch's short name, such as "main". [branch]`,
    ],
  ],
  [
    "B21",
    "a branch of 256 letters",
    branch("a".repeat(256)),
    [
      `error goserver.warehouses.main.git.branch: This isn't a branch's name (got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…"; allowed letters, digits and . _ / - between them, at most 255). Write the branch's short name, such as "main". [branch]`,
    ],
  ],
]);
