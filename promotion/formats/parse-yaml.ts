import { isCollection, parseAllDocuments, visit } from "yaml";

/** What YAML 1.1 knows and Go's library for Kubernetes leaves a text. */
const texts = ["tag:yaml.org,2002:timestamp"];

/**
 * The first document of a text as sigs.k8s.io/yaml reads it: YAML 1.1, turned into JSON.
 *
 * @throws Error when it is no YAML
 */
export function parseYaml(text: string): unknown {
  const [document] = parseAllDocuments(text, {
    version: "1.1",
    uniqueKeys: false,
    logLevel: "error",
    customTags: (tags) =>
      tags.filter(
        (tag) => typeof tag === "string" || !(texts.includes(tag.tag) || ("format" in tag && tag.format === "TIME")),
      ),
  });
  if (document === undefined || !("toJS" in document)) return null;
  const [error] = document.errors;
  if (error) throw new Error(`error converting YAML to JSON: yaml: ${error.message}`);
  visit(document, {
    Pair(_key, { key }) {
      if (isCollection(key)) throw new Error("error converting YAML to JSON: yaml: invalid map key");
    },
  });
  return document.toJS({ maxAliasCount: 1000 });
}
