import { Scalar, type ScalarTag, type Tags } from "yaml";

const yes = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;

/**
 * Plain texts as Kubernetes reads them: YAML 1.1 without its dates, base-60 numbers and one-letter booleans.
 * Source: sigs.k8s.io/yaml, goyaml.v2/resolve.go.
 */
export function kubernetesTags(tags: Tags): Tags {
  return tags.flatMap((tag): Tags => {
    if (typeof tag === "string") return [tag];
    if (tag.tag === "tag:yaml.org,2002:bool") return [boolean(tag as ScalarTag)];
    const scalar = tag as ScalarTag;
    const dropped = tag.tag === "tag:yaml.org,2002:timestamp" || scalar.format === "TIME";
    return dropped ? [] : [tag];
  });
}

function boolean(tag: ScalarTag): ScalarTag {
  const isTrue = tag.test?.test("true") ?? false;
  return { ...tag, test: isTrue ? yes : no, resolve: () => new Scalar(isTrue) };
}
