import { memo, useEffect, useRef, useState } from "react";
import { day, hhmm } from "../clock.ts";
import type { Message, Person, SlackFile } from "../wire.ts";
import { isMarkdown, useWorkspace } from "../workspace.ts";
import { Avatar } from "./Avatar.tsx";
import { Blocks } from "./Blocks.tsx";

interface Props {
  message: Message;
  person: Person | undefined;
  /** A person goes on speaking: no second name and picture. */
  follows?: boolean;
  pinned?: boolean;
  replies?: number;
  lastReply?: string;
  onThread?: (ts: string) => void;
}

export const MessageRow = memo(function MessageRow(props: Props) {
  const { message: m, person } = props;
  const at = Date.parse(m.at);
  const changed = useChanged(m);
  const time = (
    <time className="at" dateTime={m.at} title={`${day(at)}, ${hhmm(at)} UTC`}>
      {hhmm(at)}
    </time>
  );
  const name = person?.real_name || person?.name || m.user;
  if (m.system) {
    return (
      <li className="message system" data-ts={m.ts}>
        {time} <Blocks message={{ ...m, blocks: null, text: m.text.includes(name) || m.text.startsWith("<@") ? m.text : `${name} ${m.text}` }} />
      </li>
    );
  }
  const kind = `${props.follows ? "follows" : ""} ${m.ephemeral_for ? "ephemeral" : ""} ${changed ? "changed" : ""}`;
  return (
    <li className={`message ${kind}`} data-ts={m.ts} data-user={m.user}>
      <div className="gutter">{props.follows ? time : <Avatar of={person} />}</div>
      <div className="body">
        {props.pinned && <p className="tag">Pinned to this channel</p>}
        {m.ephemeral_for && <p className="tag">Only you can see this</p>}
        <p className={props.follows ? "hidden" : "byline"}>
          <span className="name">{name}</span>
          {person?.bot && <span className="badge">app</span>}
          {!props.follows && time}
          {!props.follows && m.edited && <span className="edited">(edited)</span>}
        </p>
        <Blocks message={m} />
        {props.follows && m.edited && <span className="edited">(edited)</span>}
        {m.files?.map((f) => <File key={f.id} of={f} />)}
        {props.replies !== undefined && props.replies > 0 && props.onThread && (
          <button type="button" className="replies" onClick={() => props.onThread?.(m.ts)}>
            {props.replies === 1 ? "1 reply" : `${props.replies} replies`}
            {props.lastReply && <span className="quiet">last at {hhmm(Date.parse(props.lastReply))}</span>}
          </button>
        )}
        {props.onThread && !m.ephemeral_for && !props.replies && (
          <button type="button" className="start-thread" aria-label={`Reply to ${name} in a thread`} onClick={() => props.onThread?.(m.ts)}>
            Reply
          </button>
        )}
      </div>
    </li>
  );
});

/** useChanged is true for a moment after a message was edited. */
function useChanged(m: Message): boolean {
  const before = useRef(m);
  const timer = useRef(0);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    const old = before.current;
    before.current = m;
    // The board is drawn again and again; only another verdict is news.
    if (old.text === m.text && old.blocks?.length === m.blocks?.length) return;
    setChanged(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setChanged(false), 1600);
  }, [m]);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return changed;
}

function File(props: { of: SlackFile }) {
  const { open } = useWorkspace();
  const f = props.of;
  const title = f.title || f.name;
  if (f.mimetype.startsWith("image/")) {
    return (
      <figure className="b-image">
        <figcaption>{title}</figcaption>
        <img src={f.url} alt={f.alt || title} />
      </figure>
    );
  }
  const size = f.size < 1024 ? `${f.size} B` : `${Math.round(f.size / 1024)} kB`;
  return (
    <div className="file">
      <span className="file-icon" aria-hidden="true" />
      <span className="file-name">
        <b>{title}</b>
        <span className="quiet">
          {f.name} · {size}
        </span>
      </span>
      {isMarkdown(f) && (
        <button type="button" className="btn primary" onClick={() => open(f)}>
          Read
        </button>
      )}
      <a className="btn" href={f.url} download={f.name}>
        Download
      </a>
    </div>
  );
}
