/** Builds the policy pack of this clone, for a Pulumi CLI that is given its folder: `pulumi preview --policy-pack policies`. */
import { buildPolicyPack } from "../engine/policy-pack.ts";

console.log(await buildPolicyPack());
