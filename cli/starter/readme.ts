import type { Answers } from "../new/answers.ts";
import { environments } from "../new/definition.ts";

export interface ReadmeFacts {
  readonly answers: Answers;
  readonly folder: string;
  readonly withPipeline: boolean;
  readonly notes: readonly string[];
  readonly hasCode: boolean;
}

/** What a person finds who opens the repository on its first day. */
export function readme({ answers, folder, withPipeline, notes, hasCode }: ReadmeFacts): string {
  const { app, base, overlays, image, branch, port } = answers;
  const code = folder === "." ? "the repository's root" : `\`${folder}\``;
  const what = [
    ...(withPipeline
      ? [
          `- \`apps/${app}/pipeline.ts\`: ${environments.join(" → ")}, and who may promote`,
          "- `Pulumi.yaml`, `program.js`, `config/`: the stacks that bring it up",
        ]
      : []),
    `- \`${base}\`, \`${overlays}/<environment>\`: what runs, on port ${port}`,
    `- \`.github/\`: tests, image and proposals of new versions`,
  ];
  const next = [
    ...(hasCode ? [] : [`Put the app's code and its Dockerfile into ${code}.`]),
    ...(withPipeline
      ? ["Install Slipway and commit the lock file: `npm install /path/to/slipway-<version>.tgz`."]
      : [`Add the app to your Slipway project: \`slipway new ${app} --from CLONE\`.`]),
    `Push to \`${branch}\`: the image \`${image}:<commit>\` is what Kargo waits for.`,
  ];
  return [
    `# ${app}`,
    "",
    ...what,
    "",
    "## Next",
    ...next.map((each, index) => `${index + 1}. ${each}`),
    ...(notes.length === 0 ? [] : ["", "```", ...notes, "```"]),
    "",
  ].join("\n");
}
