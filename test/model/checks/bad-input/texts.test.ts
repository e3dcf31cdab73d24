import { badDefinitions, environment, ownSteps, step } from "./rows.ts";

const overlay = (folder: string) => ({ "promotionTemplate.overlays.prod": folder });

/** B34: texts that aren't what they look like. */
badDefinitions("look-alikes", [
  [
    "B34",
    "a Cyrillic letter in a name",
    environment("\u0440rod"),
    [
      `error goserver.stages["\\u{440}rod"]: This environment name can't be used in Kubernetes (got "\\u{440}rod"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Type it anew: \\u{440} looks like p. [name]`,
    ],
  ],
  [
    "B34",
    "a character nobody sees in a branch",
    { "warehouses.main.git.branch": "ma\u200bin" },
    [
      `error goserver.warehouses.main.git.branch: This isn't a branch's name (got "ma\\u{200b}in"; allowed letters, digits and . _ / - between them, at most 255). Write the branch's short name, such as "main". [branch]`,
      "error goserver.warehouses.main.git.branch: This text holds characters that aren't what they look like (got \\u{200b} at 2, which can't be seen). Type the text anew. [suspicious-character]",
    ],
  ],
  [
    "B34",
    "a letter and a loose mark",
    { "stages.prod.vars": { word: "cafe\u0301" } },
    [
      "error goserver.stages.prod.vars.word: This text holds characters that aren't what they look like (got \\u{301} at 4, which is a loose mark; with the letter before it, it looks like é). Type the text anew. [suspicious-character]",
    ],
  ],
  [
    "B34",
    "an emoji in a name",
    environment("prod\u{1f680}"),
    [
      `error goserver.stages["prod\\u{1f680}"]: This environment name can't be used in Kubernetes (got "prod\\u{1f680}"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, but not to "prod": another environment has that name. [name]`,
    ],
  ],
  ["B34", "an emoji in a text is only a text", { "stages.prod.vars": { word: "\u{1f680}" } }, []],
  [
    "B34",
    "a mark that turns the direction",
    { "stages.prod.vars": { word: "abc\u202edef" } },
    [
      "error goserver.stages.prod.vars.word: This text holds characters that aren't what they look like (got \\u{202e} at 3, which turns the direction of what is written behind it). Type the text anew. [suspicious-character]",
    ],
  ],
]);

/** B35, B36: paths and injection. */
badDefinitions("paths and injection", [
  [
    "B35",
    "a path out of the repository",
    overlay("../../x"),
    [
      `error goserver.promotionTemplate.overlays.prod: This isn't a folder inside the repository (got "../../x"; allowed a path from the repository's root with / between names, such as "k8s/base"). Write the folder's path without . and .. and without spaces. [folder]`,
    ],
  ],
  [
    "B35",
    "an absolute path",
    overlay("/etc/x"),
    [
      `error goserver.promotionTemplate.overlays.prod: This isn't a folder inside the repository (got "/etc/x"; allowed a path from the repository's root with / between names, such as "k8s/base"). Leave out the / in front. [folder]`,
    ],
  ],
  [
    "B35",
    "a path selector out of the repository",
    { "warehouses.main.git.includePaths": ["../x"] },
    [
      "warning goserver.warehouses.main.git.includePaths: A commit outside these paths still makes the newest image, and sameCommit then holds back all Freight until the next commit inside them. Remove the paths, or let the workflow build images for the same paths only. [criterion-seldom-holds]",
      `error goserver.warehouses.main.git.includePaths[0]: Kargo takes this path selector, and it can't work: This path leaves the repository (got "../x"; allowed a folder from the repository's root, "glob:…" or "regex:…"). Mend the selector. [path-selector]`,
    ],
  ],
  [
    "B35",
    "a step's path out of its work folder",
    ownSteps(step("git-clear", { path: "./a/../../x" })),
    [
      `error goserver.stages.prod.promotionTemplate.steps[0].config.path: A step sees nothing outside the promotion's work folder (got "./a/../../x"; allowed a path below it, such as "./src"). Write a path that stays in it. [outside-work-folder]`,
    ],
  ],
  [
    "B35",
    "a step's absolute path",
    ownSteps(step("copy", { inPath: "/etc/passwd", outPath: "./out" })),
    [
      `error goserver.stages.prod.promotionTemplate.steps[0].config.inPath: A step sees nothing outside the promotion's work folder (got "/etc/passwd"; allowed a path below it, such as "./src"). Leave out the / in front. [outside-work-folder]`,
    ],
  ],
  [
    "B35",
    "an Application's folder out of the repository",
    {
      "stages.prod.promotionTemplate": {
        kind: "steps",
        steps: [step("git-clear", { path: "a" })],
        source: { path: "../x", targetRevision: "main" },
      },
    },
    [
      `error goserver.stages.prod.promotionTemplate.source.path: This isn't a folder inside the repository (got "../x"; allowed a path from the repository's root with / between names, such as "k8s/base"). Write the folder's path without . and .. and without spaces. [folder]`,
    ],
  ],
  [
    "B36",
    "a shell's substitution in a name",
    environment("$(id)"),
    [
      `error goserver.stages["$(id)"]: This environment name can't be used in Kubernetes (got "$(id)"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "id". [name]`,
    ],
  ],
  [
    "B36",
    "an expression in a name",
    {
      "stages.prod.targets": ["${{ secrets.X }}"],
      "promotionTemplate.overlays": { dev: "a", staging: "b", "prod-${{ secrets.X }}": "c" },
    },
    [
      `error goserver.stages.prod.targets[0]: This target name can't be used in Kubernetes (got "\${{ secrets.X }}"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "secrets-x". [name]`,
    ],
  ],
  [
    "B36",
    "a quote in a name",
    environment('a"b'),
    [
      `error goserver.stages["a\\"b"]: This environment name can't be used in Kubernetes (got "a\\"b"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "a-b". [name]`,
    ],
  ],
  [
    "B36",
    "a line's end in a name",
    environment("a\nb"),
    [
      `error goserver.stages["a\\nb"]: This environment name can't be used in Kubernetes (got "a\\nb"; allowed at most 63 of a-z, 0-9 and -, starting with a letter, not ending with -). Rename it, for example to "a-b". [name]`,
    ],
  ],
  [
    "B36",
    "an expression in a folder",
    overlay("k8s/${{ ctx.stage }}"),
    [
      `error goserver.promotionTemplate.overlays.prod: This isn't a folder inside the repository (got "k8s/\${{ ctx.stage }}"; allowed a path from the repository's root with / between names, such as "k8s/base"). Write a function from a Stage to its folder; a folder is the same for all Freight. [folder]`,
    ],
  ],
]);
