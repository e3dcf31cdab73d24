import { Scalar, type ScalarTag, type Tags } from "yaml";

const yes = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const no = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const dropped = new Set(["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:float"]);

/** Numbers with a point or an exponent; YAML 1.1 itself would take a single `.` for one. */
const float: ScalarTag = {
  identify: (value) => typeof value === "number",
  default: true,
  tag: "tag:yaml.org,2002:float",
  test: /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/,
  resolve: (text) => Number.parseFloat(text),
};

/**
 * Plain texts as Kubernetes reads them: YAML 1.1 without its dates, base-60 numbers and one-letter booleans.
 * Source: sigs.k8s.io/yaml, goyaml.v2/resolve.go.
 */
export function kubernetesTags(tags: Tags): Tags {
  const kept = tags.flatMap((tag): Tags => {
    if (typeof tag === "string") return [tag];
    if (tag.tag === "tag:yaml.org,2002:bool") return [boolean(tag as ScalarTag)];
    return dropped.has(tag.tag) || (tag as ScalarTag).format === "TIME" ? [] : [tag];
  });
  return [...kept, float];
}

function boolean(tag: ScalarTag): ScalarTag {
  const isTrue = tag.test?.test("true") ?? false;
  return { ...tag, test: isTrue ? yes : no, resolve: () => new Scalar(isTrue) };
}
