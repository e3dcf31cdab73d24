import type { HttpDownloadConfig } from "../../model/kinds/steps/http-download.gen.ts";
import { downloadPath, writeDownload } from "../files/download.ts";
import { readBody, send, shownRequest } from "../files/http-request.ts";
import { type StepRunner, TerminalError } from "../step.ts";

const maxDownload = 100 << 20;
const downloadTimeout = 5 * 60_000;

/** Source: akuity/kargo v1.11.2, pkg/promotion/runner/builtin/http_downloader.go. */
export const httpDownload: StepRunner<HttpDownloadConfig> = {
  uses: "http-download",
  async run({ alias, workDir, outside, signal }, config) {
    const { outPath, allowOverwrite = false } = config;
    const target = await downloadPath(workDir, outPath, allowOverwrite);
    if (outside.http === undefined) {
      const request = shownRequest(config);
      const what = `download ${request.what.replace(/^GET /, "")} to ${outPath}`;
      outside.shown({ step: alias, uses: "http-download", what, details: { ...request.details, outPath } });
      return { status: "Succeeded", message: `not downloaded, ${outPath} is missing from here on` };
    }
    const response = await send(outside.http, config, downloadTimeout, signal);
    if (!response.ok) throw new Error(`HTTP request failed with status ${response.status}`);
    const limit = `download exceeds limit of ${maxDownload} bytes`;
    if (Number(response.headers.get("content-length") ?? 0) > maxDownload) {
      throw new TerminalError(limit, { status: "Failed" });
    }
    await writeDownload(workDir, target, await readBody(response, maxDownload, () => new Error(limit)));
    return { status: "Succeeded" };
  },
};
