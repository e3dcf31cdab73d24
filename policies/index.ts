import { PolicyPack } from "@pulumi/policy";
import { rules } from "../model/rules/index.ts";
import { exceptionsPolicy } from "./exceptions-policy.ts";
import { policyOf } from "./policy-of.ts";

new PolicyPack("slipway", { policies: [...rules.map(policyOf), exceptionsPolicy] });
