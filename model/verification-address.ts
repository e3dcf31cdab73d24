/**
 * What is wrong with the address of Datadog's API: Argo Rollouts puts the route right behind it, so a path or a slash at
 * its end leads nowhere (argo-rollouts, metricproviders/datadog/datadog.go).
 *
 * @param address default: Datadog's first site, which is none's problem
 */
export function addressProblem(
  address: string | undefined,
): { readonly message: string; readonly got: string; readonly allowed: string } | undefined {
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isLoopback = url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url !== undefined && (url.protocol === "https:" || isLoopback) && url.origin === address) return undefined;
  return {
    message: "This isn't the address of an API of Datadog's",
    got: JSON.stringify(url === undefined ? address : `${url.origin}${url.pathname}`),
    allowed:
      "the site's API, without a path: https://api.datadoghq.com, https://api.datadoghq.eu, https://api.us5.datadoghq.com",
  };
}
