import { type DeliverySettings, names, registryLogin } from "../../model/workflow/delivery-settings.ts";
import { type PreviewSettings, previewNames } from "../../model/workflow/preview-settings.ts";

/** What has to be at GitHub before the workflows can do their work, as commands of GitHub's CLI. */
export function toDo(delivery: DeliverySettings, preview: PreviewSettings): string[] {
  const { environment, repository, manifests } = delivery;
  const { userVariable, tokenSecret } = registryLogin(delivery.image);
  const variable = (name: string, ...rest: string[]) => ["gh variable set", name, ...rest].join(" ");
  const secret = (name: string, ...rest: string[]) => ["gh secret set", name, ...rest].join(" ");
  const inRelease = ["--env", `'${environment}'`, "--repo", repository];
  return [
    `For cd, the environment ${environment} of ${repository} with`,
    ...(userVariable === undefined ? [] : [`  ${variable(userVariable, ...inRelease)}`]),
    ...(tokenSecret === undefined ? [] : [`  ${secret(tokenSecret, ...inRelease)}`]),
    ...(manifests !== "kargo" && manifests.appToken
      ? [`  ${variable(names.appClientId, ...inRelease)}`, `  ${secret(names.appPrivateKey, ...inRelease)}`]
      : []),
    `For preview, the environments ${[previewNames.environment, ...preview.stacks].join(", ")} of the project's repository, each with`,
    `  ${secret(previewNames.accessToken, "--env", "NAME")}`,
    `and, once they are there, the switch without which no stack is touched:`,
    `  ${variable(previewNames.enabled, "--body", "true")}`,
  ];
}
