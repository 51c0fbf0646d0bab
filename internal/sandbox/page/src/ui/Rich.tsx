import { memo, type ReactNode } from "react";
import { Message as Renderer, type MessageProps } from "slack-blocks-to-jsx";
import "slack-blocks-to-jsx/dist/style.css";
import { slackDate, useStoryNow } from "../clock.ts";
import { mrkdwn, plain, type Rich as RichElement } from "../mrkdwn.ts";
import type { TextObject } from "../wire.ts";
import { isMarkdown, useWorkspace } from "../workspace.ts";

/** Rich draws blocks by the Block Kit renderer, with names and links of ours. */
export const Rich = memo(function Rich(props: { blocks: unknown[] }) {
  const { dark } = useWorkspace();
  return (
    <Renderer
      withoutWrapper
      theme={dark ? "dark" : "light"}
      logo=""
      name=""
      hooks={hooks}
      blocks={props.blocks as MessageProps["blocks"]}
    />
  );
});

/** Text is one text object of a block. */
export const Text = memo(function Text(props: { of: TextObject }) {
  const { type, text } = props.of;
  const elements: RichElement[] = type === "mrkdwn" ? mrkdwn(text, drawDate) : plain(text);
  return <Rich blocks={[{ type: "rich_text", elements }]} />;
});

// One object for the life of the page: the renderer takes a new one for news.
const hooks: MessageProps["hooks"] = {
  user: ({ id }) => <Mention id={id} />,
  channel: ({ id }) => <ChannelLink id={id} />,
  atHere: () => <span className="mention">@here</span>,
  atChannel: () => <span className="mention">@channel</span>,
  atEveryone: () => <span className="mention">@everyone</span>,
  emoji: (data, parse) => {
    const drawn = parse(data);
    return drawn === data.name || drawn === `:${data.name}:` ? `:${data.name}:` : drawn;
  },
  date: ({ timestamp, format }) => drawDate(Number(timestamp), format),
  link: ({ href, children }) => <Link href={href}>{children}</Link>,
};

function drawDate(timestamp: number, format: string): ReactNode {
  return <SlackDate then={timestamp * 1000} format={format} />;
}

function SlackDate(props: { then: number; format: string }) {
  const words = useStoryNow((now) => slackDate(props.format, props.then, now));
  return <time dateTime={new Date(props.then).toISOString()}>{words}</time>;
}

function Mention(props: { id: string }) {
  const { people } = useWorkspace();
  const [id = "", label = ""] = props.id.split("|");
  const p = people.find((x) => x.id === id);
  return <span className="mention">@{p?.real_name || p?.name || label || id}</span>;
}

function ChannelLink(props: { id: string }) {
  const { channels, name, go } = useWorkspace();
  const [id = "", label = ""] = props.id.split("|");
  if (!channels.some((c) => c.id === id)) return <span className="mention">#{label || id}</span>;
  return (
    <button type="button" className="mention link" onClick={() => go(id)}>
      {name(id)}
    </button>
  );
}

/** Link opens Markdown of this workspace in the page, everything else beside it. */
export function Link(props: { href: string; children: ReactNode }) {
  const { open, show } = useWorkspace();
  let url: URL;
  try {
    url = new URL(props.href, window.location.href);
  } catch {
    return <>{props.children}</>;
  }
  if (!["http:", "https:", "mailto:"].includes(url.protocol)) return <>{props.children}</>;
  const message = url.origin === window.location.origin && /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(url.pathname);
  if (message) {
    return (
      <button type="button" className="as-link" onClick={() => show(message[1] ?? "", `${message[2]}.${message[3]}`)}>
        {props.children}
      </button>
    );
  }
  const name = decodeURIComponent(url.pathname.split("/").pop() ?? "");
  if (url.origin === window.location.origin && url.pathname.startsWith("/files/") && isMarkdown({ name })) {
    return (
      <a
        href={url.pathname}
        onClick={(e) => {
          e.preventDefault();
          open({ name, url: url.pathname });
        }}
      >
        {props.children}
      </a>
    );
  }
  return (
    <a href={url.href} target="_blank" rel="noreferrer noopener">
      {props.children}
    </a>
  );
}
