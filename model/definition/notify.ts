/** Who is told of a promotion that failed. */
export interface Notify {
  /**
   * Where an incoming webhook of a chat listens, without anything behind the host: `https://hooks.slack.com`. It takes
   * JSON with a `text`, as those of Slack, Mattermost, Rocket.Chat and Google Chat do. Plain http for a loopback address only.
   */
  readonly host: string;
  /**
   * Secret in the Project's namespace whose key `path` holds the rest of the webhook's URL: whoever knows it may post. The
   * delivery stack makes it of `slipway:notify`.
   */
  readonly secret: string;
}
