import type { SetMetadataConfig } from "../../model/kinds/steps/set-metadata.gen.ts";
import { quoted } from "../formats/quoted.ts";
import { type StepRunner, TerminalError } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/metadata_setter.go. */
export const setMetadata: StepRunner<SetMetadataConfig> = {
  uses: "set-metadata",
  async run({ outside, alias, project }, { updates }) {
    for (const { kind, name, values } of updates) {
      if (kind !== "Stage" && kind !== "Freight") throw new TerminalError(`unsupported kind ${quoted(kind)}`);
      if (outside.metadata !== undefined) {
        try {
          await outside.metadata.set(kind, name, values);
        } catch (error) {
          const where = `${kind} ${quoted(name)} in namespace ${quoted(project)}`;
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
