import { PolicyPack, UnknownValueError } from "@pulumi/policy";
import { catalogue, rules } from "../model/rules/index.ts";
import { asksTogether } from "../model/rules/together.ts";
import { exceptionsPolicy } from "./exceptions-policy.ts";
import { policyOf } from "./policy-of.ts";
import { policyTogether } from "./policy-together.ts";

// An older SDK tells of an unknown value in no way that a rule could see, and would turn every rule into advice.
if (typeof UnknownValueError !== "function")
  throw new Error("Slipway's policy pack needs @pulumi/policy 1.21 or newer: npm install @pulumi/policy@^1.21.0");

const together = catalogue.filter(asksTogether).map(policyTogether);
new PolicyPack("slipway", { policies: [...rules.map(policyOf), ...together, exceptionsPolicy] });
