import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { said } from "./said.ts";

const pipeline = readFileSync(join(import.meta.dirname, "pipeline.yaml"), "utf8");

describe("one wrong edit of a right pipeline is told, with its consequences and nothing else", () => {
  test("the pipeline itself gives no finding", () => {
    expect(said(pipeline)).toEqual([]);
  });

  test.each([
    [
      "a Warehouse that isn't there",
      "        name: main\n      sources:\n        direct: true",
      "        name: mani\n      sources:\n        direct: true",
      [
        '93:15 error [unknown-warehouse] | Stage/dev spec.requestedFreight[0].origin.name | There is no Warehouse of this name in namespace demo | got "mani"',
        '134:13 error [upstream-without-origin] | Stage/prod spec.requestedFreight[0].sources.stages[0] | This upstream Stage takes no Freight of Warehouse "main", so it never hands any on | got "dev"',
      ],
    ],
    [
      "an upstream Stage that isn't there",
      "          - dev\n        required",
      "          - devv\n        required",
      [
        '134:13 error [unknown-upstream] | Stage/prod spec.requestedFreight[0].sources.stages[0] | There is no Stage of this name in namespace demo | got "devv"',
      ],
    ],
    [
      "neither direct nor stages",
      "        direct: true",
      "        direct: false",
      [
        "94:7 error [no-sources] | Stage/dev spec.requestedFreight[0].sources | Kargo takes this, but the Stage will never get Freight: it names neither direct nor upstream Stages",
        '133:9 error [unreachable-stage] | Stage/prod spec.requestedFreight[0].sources.stages | No Freight of "main" can come here: none of the upstream Stages ever gets any | got dev',
      ],
    ],
    [
      "a cycle",
      "        direct: true",
      "        stages: [prod]",
      [
        '95:18 error [cycle] | Stage/dev spec.requestedFreight[0].sources.stages[0] | These Stages wait for each other, so no Freight of "main" ever comes to them | got dev → prod → dev',
      ],
    ],
    [
      "MatchUpstream with direct",
      "        direct: true",
      "        direct: true\n        autoPromotionOptions: {selectionPolicy: MatchUpstream}",
      [
        "96:49 error [match-upstream] | Stage/dev spec.requestedFreight[0].sources.autoPromotionOptions.selectionPolicy | MatchUpstream can't follow a Stage when Freight comes straight from a Warehouse | got 0 upstream Stages",
      ],
    ],
    [
      "direct beside stages",
      "          - dev\n",
      "          - dev\n        direct: true\n",
      [
        "135:17 warning [G01] | Stage/prod spec.requestedFreight[0].sources.direct | A protected Stage takes Freight straight from a Warehouse | got true",
        "135:17 warning [direct-and-stages] | Stage/prod spec.requestedFreight[0].sources.direct | Direct wins: Freight comes straight from the Warehouse, and the upstream Stages gate nothing",
      ],
    ],
    [
      "a task that isn't there",
      "            name: render\n          as",
      "            name: rendr\n          as",
      [
        '100:19 error [unknown-task] | Stage/dev spec.promotionTemplate.spec.steps[0].task.name | There is no PromotionTask of this name in namespace demo | got "rendr"',
      ],
    ],
    [
      "a task's variable that nothing gives",
      "            - name: overlay\n              value: k8s/dev",
      "            - name: other\n              value: k8s/dev",
      [
        '102:11 error [task-variable] | Stage/dev spec.promotionTemplate.spec.steps[0].vars | PromotionTask "render" asks for a variable that nothing gives: no Promotion can be created | got "overlay"',
      ],
    ],
    [
      "an AnalysisTemplate that isn't there",
      "      - name: smoke",
      "      - name: smok",
      [
        '114:15 error [unknown-analysis-template] | Stage/dev spec.verification.analysisTemplates[0].name | There is no AnalysisTemplate of this name in namespace demo | got "smok"',
      ],
    ],
    [
      "an argument by another name",
      "      - name: url\n        value: https://dev.example.com",
      "      - name: uri\n        value: https://dev.example.com",
      [
        '115:5 error [analysis-argument] | Stage/dev spec.verification.args | Smoke asks for an argument that the Stage doesn\'t give: every verification ends in an error | got "url"',
        '116:15 warning [analysis-argument] | Stage/dev spec.verification.args[0].name | Smoke declares no such argument, so it is dropped | got "uri"',
      ],
    ],
    [
      "an Application that isn't there",
      "app-${{ ctx.stage }}",
      "ap-${{ ctx.stage }}",
      [
        '108:23 error [unknown-application] | Stage/dev spec.promotionTemplate.spec.steps[1].config.apps[0].name | There is no Application of this name: the Promotion fails | got "ap-dev"',
      ],
    ],
    [
      "an Application of another Stage",
      "demo:dev",
      "demo:prod",
      [
        '181:39 error [unauthorized-application] | Application/app-dev metadata.annotations["kargo.akuity.io/authorized-stage"] | Stage "dev" updates this Application, which doesn\'t consent: the Promotion fails | got "demo:prod"',
      ],
    ],
    [
      "a policy behind one that takes all",
      "        name: prod\n      autoPromotionEnabled: false",
      '        name: "regex:.*"\n      autoPromotionEnabled: false',
      [
        "16:7 warning [shadowed-policy] | ProjectConfig/demo spec.promotionPolicies[1] | The first policy that selects a Stage wins, and promotionPolicies[0] selects all of these before | got dev, prod",
      ],
    ],
    [
      "a policy for no Stage",
      "        name: prod\n      autoPromotionEnabled: false",
      "        name: production\n      autoPromotionEnabled: false",
      [
        "13:7 warning [unused-policy] | ProjectConfig/demo spec.promotionPolicies[0] | This policy selects none of the Project's Stages",
      ],
    ],
    [
      "a repository followed twice",
      "    - chart:\n",
      "    - image: {repoURL: docker.io/acme/app}\n    - chart:\n",
      [
        '40:24 error [duplicate-subscription] | Warehouse/main spec.subscriptions[2].image.repoURL | Kargo takes this and then makes no Freight: subscriptions[0] follows the same repository | got "docker.io/acme/app"',
      ],
    ],
    [
      "a constraint of another grammar",
      "^1.2.0",
      "^1.x.y.z",
      [
        '43:27 error [semver-constraint] | Warehouse/main spec.subscriptions[2].chart.semverConstraint | "1.x.y.z" isn\'t a version | got "^1.x.y.z"',
      ],
    ],
    [
      "a criterion about another repository",
      "imageFrom('acme/app').Tag ==",
      "imageFrom('acme/ap').Tag ==",
      [
        '28:27 error [repository-not-requested] | Warehouse/main spec.freightCreationCriteria.expression | No Freight that is requested here has anything from this repository, so imageFrom finds nothing | got "acme/ap"',
      ],
    ],
    [
      "days",
      "1h0m0s",
      "1d",
      [
        '135:27 error [duration] | Stage/prod spec.requestedFreight[0].sources.requiredSoakTime | This isn\'t a duration Kargo takes | got "1d"',
      ],
    ],
    [
      "an entry of two kinds",
      "    - git:\n        repoURL: https://github.com/acme/app\n",
      "    - image: {repoURL: a}\n      git:\n        repoURL: https://github.com/acme/app\n",
      [
        '35:7 error [subscription-kind] | Warehouse/main spec.subscriptions[1] | A subscription has exactly one kind | got "image", "git"',
      ],
    ],
  ])("%s", (_, from, to, expected) => {
    expect(pipeline).toContain(from);
    expect(said(pipeline.replace(from, () => to))).toEqual(expected);
  });

  test("without its Project among the files, what is missing is only noted", () => {
    const partly = pipeline
      .slice(pipeline.indexOf("---\n") + 4)
      .replace("name: main\n      sources:\n        direct", "name: mian\n      sources:\n        direct");
    expect(said(partly).map((line) => line.replace(/^\S+ /, ""))).toEqual([
      'note [unknown-warehouse] | Stage/dev spec.requestedFreight[0].origin.name | The Warehouse isn\'t among the files, so nothing is said about it | got "mian"',
      'error [upstream-without-origin] | Stage/prod spec.requestedFreight[0].sources.stages[0] | This upstream Stage takes no Freight of Warehouse "main", so it never hands any on | got "dev"',
    ]);
  });

  test("a Stage that is named as protected takes no Freight straight from a Warehouse", () => {
    expect(said(pipeline, { protectedStages: ["dev"] })).toEqual([
      "95:17 error [G01] | Stage/dev spec.requestedFreight[0].sources.direct | A protected Stage takes Freight straight from a Warehouse | got true",
    ]);
  });
});
