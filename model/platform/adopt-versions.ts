import { fields, string } from "../manifests/reading.ts";
import type { Problem } from "../problem.ts";
import { crdFields } from "../upgrades/addition-rows.ts";
import { compareVersions } from "../upgrades/version.ts";
import { type Answers, hasField, imageName, imageTag, schemaOf, type Workload } from "./adopt-answers.ts";
import { fieldKinds, needs } from "./adopt-needs.ts";
import { at, partPath } from "./adopt-questions.ts";
import type { Part } from "./charts.ts";
import type { Platform } from "./platform.ts";
import { judgeVersion, supported } from "./supported.ts";

/** The cluster's own version: too old for guards, or one that nobody tests with what stands in it. */
export function kubernetesProblems({ cluster }: Platform, answers: Answers, name: string): Problem[] {
  const version = string(fields(answers.get(at.version)?.body)["gitVersion"]) ?? "";
  const verdict = judgeVersion("kubernetes", version);
  const path = "platform.cluster";
  const [, last] = supported.kubernetes.tested;
  switch (verdict.state) {
    case "ok":
      return [];
    case "too-old":
      return [
        {
          rule: "kubernetes-too-old",
          severity: "error",
          path,
          message: `Kubernetes is older than ${verdict.below}: ${verdict.because}`,
          got: version,
          allowed: `${verdict.below} or newer; tested are ${supported.kubernetes.tested.join(" to ")}`,
          fix: `Upgrade ${name}, or choose another cluster`,
        },
      ];
    case "untested": {
      const minor = version.replace(/^v/, "").split(".").slice(0, 2).join(".");
      // A kind cluster's version was chosen by naming its image.
      const ofImage = cluster.type === "kind";
      if (!ofImage && cluster.confirmVersion === minor) return [];
      return [
        {
          rule: "kubernetes-not-confirmed",
          severity: ofImage ? "warning" : "error",
          path,
          message: "nobody tests what is installed here with this Kubernetes",
          got: version,
          allowed: `${verdict.range}, by ${verdict.by}`,
          fix: ofImage
            ? `Leave platform.cluster.image out, or name one of Kubernetes ${last}`
            : `Use Kubernetes ${last}; or, if ${name} is meant, add to platform.cluster: "confirmVersion": "${minor}"`,
        },
      ];
    }
    case "unreadable":
      return [
        {
          rule: "kubernetes-version",
          severity: "error",
          path,
          message: "the API server doesn't say which Kubernetes it is",
          got: JSON.stringify(version),
          allowed: "gitVersion at /version, as v1.36.1",
          fix: `See that ${name} leads to a Kubernetes API server and not to a proxy before it`,
        },
      ];
  }
}

/** Versions of an adopted part that runs: too old, not tested, or with CRDs of another. */
export function partVersionProblems(
  platform: Platform,
  part: Part,
  own: readonly Workload[],
  answers: Answers,
): Problem[] {
  const found = versionsOf(part, own);
  const problems = found.flatMap((version) => versionProblem(platform, part, version));
  if (own.length > 0 && found.length === 0) problems.push(unknownVersion(platform, part, own));
  return part === "kargo" ? [...problems, ...olderCrds(platform, found, answers)] : problems;
}

/** Of images' tags; of the label, where a tag is none that can be compared. */
function versionsOf(part: Part, own: readonly Workload[]): readonly string[] {
  const found = own.flatMap(({ images, version }) => {
    const tags = images.filter((image) => needs[part].images.includes(imageName(image))).map(imageTag);
    return tags.map((tag) => (tag !== undefined && /\d+\.\d+/.test(tag) ? tag : version));
  });
  return [...new Set(found)].filter((version) => /\d+\.\d+/.test(version)).sort(compareVersions);
}

function versionProblem(platform: Platform, part: Part, version: string): Problem[] {
  const { title, tested } = supported[part];
  const verdict = judgeVersion(part, version);
  const path = partPath(platform, part);
  if (verdict.state === "too-old") {
    return [
      {
        rule: "too-old",
        severity: "error",
        path,
        message: `${title} is older than ${verdict.below}: ${verdict.because}`,
        got: version,
        allowed: `${verdict.below} or newer; tested are ${[...new Set(tested)].join(" to ")}`,
        fix: `Upgrade it to ${title} ${tested[1]} first`,
      },
    ];
  }
  if (verdict.state !== "untested") return [];
  return [
    {
      rule: "untested",
      severity: "warning",
      path,
      message: `nobody tests pipelines with this ${title}`,
      got: version,
      allowed: `${verdict.range}, by ${verdict.by}`,
      fix: `Upgrade it to ${title} ${tested[1]}, or try your pipeline in a cluster that nobody needs`,
    },
  ];
}

function unknownVersion(platform: Platform, part: Part, own: readonly Workload[]): Problem {
  const images = own.flatMap(({ images }) => images.filter((image) => needs[part].images.includes(imageName(image))));
  return {
    rule: "version-unknown",
    severity: "warning",
    path: partPath(platform, part),
    message: `nobody can tell which ${supported[part].title} this is`,
    got: [...new Set(images)].sort().join(", "),
    allowed: "an image with its version as tag, or the label app.kubernetes.io/version",
    fix: `See yourself that it is ${supported[part].tested[0]} or newer`,
  };
}

/** A new controller on old CRDs: the API server drops the fields they lack, and nothing says so. */
function olderCrds(platform: Platform, found: readonly string[], answers: Answers): Problem[] {
  const [version] = found;
  if (version === undefined) return [];
  const lacking = Object.entries(crdFields).flatMap(([since, kinds]) =>
    compareVersions(since, version) > 0
      ? []
      : Object.entries(kinds).flatMap(([kind, paths]) => {
          const plural = fieldKinds[kind];
          const schema =
            plural === undefined ? undefined : schemaOf(answers, at.crd(plural, "kargo.akuity.io"), "v1alpha1");
          if (schema === undefined) return [];
          return paths.filter((path) => !hasField(schema, path)).map((path) => ({ since, field: `${kind} ${path}` }));
        }),
  );
  const [first] = lacking;
  if (first === undefined) return [];
  return [
    {
      rule: "crds-older",
      severity: "error",
      path: partPath(platform, "kargo"),
      message: `Kargo runs with CRDs older than ${first.since}, which drop fields without a word`,
      got: `${version}, and no ${lacking.map(({ field }) => field).join(", no ")}`,
      allowed: "CRDs of the version that runs",
      fix: `Apply the CRDs of Kargo ${version}: helm upgrade with crds.install true, or its chart's folder resources/crds`,
    },
  ];
}
