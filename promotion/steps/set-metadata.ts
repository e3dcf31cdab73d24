import { goQuoted } from "../../model/go-quoted.ts";
import type { SetMetadataConfig } from "../../model/kinds/steps/set-metadata.gen.ts";
import { type StepRunner, TerminalError } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/metadata_setter.go. */
export const setMetadata: StepRunner<SetMetadataConfig> = {
  uses: "set-metadata",
  async run({ outside, alias, project }, { updates }) {
    for (const { kind, name, values } of updates) {
      if (kind !== "Stage" && kind !== "Freight") throw new TerminalError(`unsupported kind ${goQuoted(kind)}`);
      if (outside.metadata !== undefined) {
        try {
          await outside.metadata.set(kind, name, values);
        } catch (error) {
          const where = `${kind} ${goQuoted(name)} in namespace ${goQuoted(project)}`;
          throw new Error(`error updating metadata for ${where}: ${(error as Error).message}`, { cause: error });
        }
      } else {
        const keys = Object.keys(values).sort().join(", ");
        outside.shown({
          step: alias,
          uses: "set-metadata",
          what: `set ${keys} in the metadata of ${kind} ${name}`,
          details: { kind, name, values },
        });
      }
    }
    return { status: "Succeeded" };
  },
};
