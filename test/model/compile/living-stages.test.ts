import { expect, test } from "vitest";
import { goserver } from "../../../apps/goserver/pipeline.ts";
import { livingStages } from "../../../model/compile/living-stages.ts";
import { compile } from "../../../model/compile.ts";
import { ownGuards, settingsOf } from "../../../model/rules/index.ts";
import { defaultSettings } from "../../../model/settings.ts";

const compiled = { ...compile(goserver, defaultSettings), app: "shop", project: "shop" };

test("each Stage of the Project, and of no other, is a parameter; none lets the deletion through", () => {
  const [, binding] = livingStages(compiled, ownGuards);
  expect(binding?.spec).toEqual({
    policyName: "slipway.shop.living-stages",
    paramRef: { namespace: "shop", selector: {}, parameterNotFoundAction: "Allow" },
    validationActions: ["Deny", "Audit"],
  });
});

test("Kargo's controllers end what somebody was let begin, also where a team names its own", () => {
  const settings = settingsOf({ controllers: ["system:serviceaccount:delivery:kargo"] });
  const [policy] = livingStages(compiled, { ...ownGuards, settings });
  expect(policy?.spec).toHaveProperty("matchConditions", [
    { name: "not-being-deleted", expression: "!has(oldObject.metadata.deletionTimestamp)" },
    {
      name: "not-by-kargo",
      expression: '!(request.userInfo.username in ["system:serviceaccount:delivery:kargo"])',
    },
  ]);
});
