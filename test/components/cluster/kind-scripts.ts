import { kindShell } from "../../../model/platform/kind-commands.ts";

// What the component's commands run, as @pulumi/command puts interpreter and command together.
export const createKind = [...kindShell, "create"];
export const changeKind = [...kindShell, "change"];
export const deleteKind = [...kindShell, "delete"];
