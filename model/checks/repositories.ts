import { mirrored } from "../compile/mirrors.ts";
import { chartSubscriptionSchema } from "../kinds/chart-subscription.gen.ts";
import { gitSubscriptionSchema } from "../kinds/git-subscription.gen.ts";
import { imageSubscriptionSchema } from "../kinds/image-subscription.gen.ts";
import { localGitHost } from "../platform/local-names.ts";
import type { Problem } from "../problem.ts";
import { redacted } from "../redacted.ts";
import type { Mirror } from "../settings.ts";
import { shown } from "../words.ts";
import { type Readable, text } from "./readable.ts";
import { joined } from "./shape.ts";

const imagePattern = new RegExp(imageSubscriptionSchema.properties.repoURL.pattern);
const gitPattern = new RegExp(gitSubscriptionSchema.properties.repoURL.pattern);
const chartPattern = new RegExp(chartSubscriptionSchema.properties.repoURL.pattern);
/** A host that only this machine is; IPv6 loopback is left out, as nothing here listens on it. */
export const loopback = /^(localhost|127(\.\d{1,3}){3})$/;

interface Fault {
  readonly message: string;
  readonly fix: string;
}

/** Repository URLs as they are written, and again as mirrors turn them out. */
export function repositoryProblems(
  { root, warehouses, template, stages }: Readable,
  mirrors: readonly Mirror[],
): Problem[] {
  const written = [
    { path: `${root}.promotionTemplate`, template },
    ...[...stages].map(([name, stage]) => ({
      path: `${joined(`${root}.stages`, name)}.promotionTemplate`,
      template: stage.template,
    })),
  ];
  return [
    ...[...warehouses].flatMap(([name, { subscriptions }]) =>
      subscriptions.flatMap((subscription) => {
        const path = `${subscription.path.reduce(joined, joined(`${root}.warehouses`, name))}.repoURL`;
        const url = text(subscription.fields.repoURL);
        return urlProblems(path, url, mirrors, faults[subscription.kind ?? ""], `${subscription.kind}-repository`);
      }),
    ),
    ...written.flatMap((each) =>
      urlProblems(`${each.path}.repoURL`, text(each.template?.repoURL), mirrors, gitFault, "git-repository"),
    ),
  ];
}

const faults: Readonly<Record<string, (url: string) => Fault | undefined>> = {
  image: imageFault,
  git: gitFault,
  chart: chartFault,
};

const allowed: Readonly<Record<string, string>> = {
  "image-repository": "registry and path in small letters: docker.io/acme/goserver",
  "git-repository": "an https:// URL; http:// for a loopback address only",
  "chart-repository": "an oci:// URL of the chart, or an https:// URL of its repository",
};

function urlProblems(
  path: string,
  url: string | undefined,
  mirrors: readonly Mirror[],
  fault: ((url: string) => Fault | undefined) | undefined,
  rule: string,
): Problem[] {
  if (url === undefined || fault === undefined) return [];
  const common = { rule, severity: "error", path, allowed: allowed[rule] ?? "" } as const;
  const written = fault(url);
  if (written !== undefined) return [{ ...common, ...written, got: shown(url) }];
  const replaced = mirrored(url, mirrors);
  const after = replaced === url ? undefined : fault(replaced);
  if (after === undefined) return [];
  return [{ ...common, ...after, got: `${shown(replaced)} after mirrors`, fix: "Mend the mirror in slipway:mirrors" }];
}

function imageFault(url: string): Fault | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) {
    return { message: "An image repository is written without a scheme", fix: "Leave out everything up to ://" };
  }
  if (url.includes("@"))
    return { message: "This names one image by digest, not a repository", fix: "Leave out the @ and what follows" };
  if (/:[^/]*$/.test(url))
    return { message: "This names a tag, not a repository", fix: "Leave out the : and the tag behind it" };
  if (/[A-Z]/.test(url))
    return {
      message: "Registries take small letters only",
      // what looks like a secret no longer does in small letters
      fix: redacted(url) === url ? `Write ${shown(url.toLowerCase())}` : "Write it in small letters",
    };
  if (imagePattern.test(url)) return undefined;
  return { message: "This isn't an image repository", fix: "Write registry and path only" };
}

function gitFault(url: string): Fault | undefined {
  if (/\s/.test(url)) return { message: "A Git URL has no white space", fix: "Remove it" };
  if (/^(ssh:|[\w-]+@[^/]+:)/i.test(url)) {
    return {
      message: "Kargo gives up Git over SSH with 1.13, so only https is taken",
      fix: "Write the repository's https:// URL",
    };
  }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["https:", "http:"].includes(parsed.protocol)) {
    return { message: "This isn't a Git repository's URL", fix: "Write the repository's https:// URL" };
  }
  if (parsed.username !== "" || parsed.password !== "") {
    return {
      message:
        "A URL in a definition never holds credentials: it is stored in Git, in the cluster and shown to everyone",
      fix: "Remove them, revoke them, and give new ones as the secret slipway:gitCredentials",
    };
  }
  if (parsed.protocol === "http:" && !loopback.test(parsed.hostname) && parsed.host !== localGitHost) {
    return { message: "Plain http would send credentials and manifests unprotected", fix: "Write https://" };
  }
  if (parsed.search !== "" || parsed.hash !== "" || parsed.pathname === "/" || parsed.pathname.endsWith("/")) {
    return { message: "This isn't a Git repository's URL", fix: "Write host and path only, without / at the end" };
  }
  return gitPattern.test(url) ? undefined : { message: "Kargo refuses this Git URL", fix: "Write host and path only" };
}

function chartFault(url: string): Fault | undefined {
  if (/\s/.test(url)) return { message: "A chart's URL has no white space", fix: "Remove it" };
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !["https:", "http:", "oci:"].includes(parsed.protocol)) {
    return { message: "This isn't a chart's URL", fix: "Write oci://… or https://…" };
  }
  if (parsed.username !== "" || parsed.password !== "") {
    return {
      message:
        "A URL in a definition never holds credentials: it is stored in Git, in the cluster and shown to everyone",
      fix: "Remove them and revoke them",
    };
  }
  if (parsed.protocol === "http:" && !loopback.test(parsed.hostname)) {
    return { message: "Plain http would send credentials and charts unprotected", fix: "Write https:// or oci://" };
  }
  return chartPattern.test(url)
    ? undefined
    : { message: "Kargo refuses this chart URL", fix: "Write host and path only" };
}
