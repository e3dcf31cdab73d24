import { goQuoted } from "../../model/go-quoted.ts";
import type { SetFreightAliasConfig } from "../../model/kinds/steps/set-freight-alias.gen.ts";
import { type StepRunner, TerminalError } from "../step.ts";

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/set_freight_alias.go. */
export const setFreightAlias: StepRunner<SetFreightAliasConfig> = {
  uses: "set-freight-alias",
  async run({ outside, alias: step, project, freight }, { name, alias }) {
    const known = freight.find((each) => each.name === name);
    if (outside.freightAliases !== undefined) {
      try {
        await outside.freightAliases.set(name, alias);
      } catch (error) {
        throw new TerminalError(
          `failed to patch alias for Freight ${goQuoted(name)} in project ${goQuoted(project)}: ${(error as Error).message}`,
          { cause: error },
        );
      }
    } else {
      outside.shown({
        step,
        uses: "set-freight-alias",
        what: `rename Freight ${known?.alias ?? name} to ${alias}`,
        details: { freight: name, alias, ...(known?.alias === undefined ? {} : { before: known.alias }) },
      });
    }
    const message = `updated alias of Freight ${goQuoted(name)} from ${goQuoted(known?.alias ?? "")} to ${goQuoted(alias)}`;
    return { status: "Succeeded", message };
  },
};
