import { memo, useEffect, useRef, useState, type MouseEvent, type PointerEvent } from "react";
import { day, hhmm } from "../clock.ts";
import type { Message, Person, SlackFile } from "../wire.ts";
import { isMarkdown, isText, useWorkspace } from "../workspace.ts";
import { Avatar } from "./Avatar.tsx";
import { Blocks } from "./Blocks.tsx";
import { Editor } from "./Editor.tsx";
import { all, Picker } from "./Emoji.tsx";
import { MessageMenu } from "./MessageMenu.tsx";
import { Popup } from "./Popup.tsx";
import { Reactions } from "./Reactions.tsx";

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
  const { doAs } = useWorkspace();
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const [picking, setPicking] = useState<HTMLElement | null>(null);
  const [editing, setEditing] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const held = useLongPress(() => setMenu(more.current));
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
  const open = menu !== null || picking !== null;
  const kind = `${open ? "open" : ""} ${props.follows ? "follows" : ""} ${m.ephemeral_for ? "ephemeral" : ""} ${changed ? "changed" : ""}`;
  return (
    <li className={`message ${kind}`} data-ts={m.ts} data-user={m.user} {...(m.ephemeral_for ? {} : held)}>
      <div className="gutter">{props.follows ? time : <Avatar of={person} />}</div>
      <div className="body">
        {props.pinned && <p className="tag">Pinned to this channel</p>}
        {m.ephemeral_for && <p className="tag">Only visible to you</p>}
        <p className={props.follows ? "hidden" : "byline"}>
          <span className="name">{name}</span>
          {person?.bot && <span className="badge">app</span>}
          {!props.follows && time}
          {!props.follows && m.edited && <span className="edited">(edited)</span>}
        </p>
        {editing ? <Editor of={m} onClose={() => {
          setEditing(false);
          more.current?.focus();
        }} /> : <Blocks message={m} />}
        {props.follows && m.edited && <span className="edited">(edited)</span>}
        {m.files?.map((f) => <File key={f.id} of={f} />)}
        <Reactions of={m} />
        {props.replies !== undefined && props.replies > 0 && props.onThread && (
          <button type="button" className="replies" onClick={() => props.onThread?.(m.ts)}>
            {props.replies === 1 ? "1 reply" : `${props.replies} replies`}
            {props.lastReply && <span className="quiet">last at {hhmm(Date.parse(props.lastReply))}</span>}
          </button>
        )}
      </div>
      {!m.ephemeral_for && !editing && (
        <div className="tools">
          {/* The menu has these two as well, so that keys have one stop a message. */}
          <button type="button" className="icon quick" tabIndex={-1} aria-label="Add a reaction" title="Add a reaction" onClick={(e) => setPicking(picking ? null : e.currentTarget)}>
            <SmileIcon />
          </button>
          {props.onThread && (
            <button type="button" className="icon quick" tabIndex={-1} aria-label={`Reply to ${name} in a thread`} title="Reply in a thread" onClick={() => props.onThread?.(m.ts)}>
              <ReplyIcon />
            </button>
          )}
          <button
            ref={more}
            type="button"
            className="icon"
            data-menu
            aria-label={`More on the message of ${name}, ${hhmm(at)}`}
            title="More"
            aria-haspopup="menu"
            aria-expanded={menu !== null}
            onClick={(e) => setMenu(menu ? null : e.currentTarget)}
          >
            <MoreIcon />
          </button>
        </div>
      )}
      {menu && (
        <MessageMenu
          of={m}
          from={menu}
          pinned={props.pinned ?? false}
          threads={props.onThread !== undefined}
          onEdit={() => setEditing(true)}
          onClose={() => setMenu(null)}
        />
      )}
      {picking && (
        <Popup label="Add a reaction" role="dialog" from={picking} onClose={() => setPicking(null)}>
          <Picker
            byName
            names={all}
            onPick={(emoji) => {
              setPicking(null);
              void doAs("react", { channel: m.channel, ts: m.ts, emoji });
            }}
          />
        </Popup>
      )}
    </li>
  );
});

/** useLongPress acts when a finger rests on a message. */
function useLongPress(act: () => void) {
  const timer = useRef(0);
  const resting = useRef(false);
  const stop = () => window.clearTimeout(timer.current);
  useEffect(() => stop, []);
  return {
    onPointerDown(e: PointerEvent) {
      stop();
      const on = e.target instanceof Element && e.target.closest("button, a, select, input, textarea");
      resting.current = e.pointerType === "touch" && !on;
      if (!resting.current) return;
      timer.current = window.setTimeout(() => {
        dropNextClick();
        act();
      }, 500);
    },
    // Our menu comes in the place of the browser's.
    onContextMenu: (e: MouseEvent) => resting.current && e.preventDefault(),
    onPointerUp: stop,
    onPointerMove: (e: PointerEvent) => Math.abs(e.movementX) + Math.abs(e.movementY) > 4 && stop(),
    onPointerCancel: stop,
  };
}

/** dropNextClick keeps the finger that is lifted from pressing what has come to lie under it. */
function dropNextClick() {
  const drop = (e: Event) => {
    e.preventDefault();
    e.stopPropagation();
  };
  window.addEventListener("click", drop, { capture: true, once: true });
  window.addEventListener("pointerdown", () => window.removeEventListener("click", drop, true), { capture: true, once: true });
}

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
        <a href={f.url} target="_blank" rel="noreferrer noopener" title="Open the picture by itself">
          <img src={f.url} alt={f.alt || title} />
        </a>
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
      {(isMarkdown(f) || isText(f)) && (
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

const SmileIcon = () => (
  <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" aria-hidden="true">
    <circle cx="10" cy="10" r="7" />
    <path d="M7 12c1.6 2 4.4 2 6 0M7.5 8v.1M12.5 8v.1" />
  </svg>
);

const ReplyIcon = () => (
  <svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" aria-hidden="true">
    <path d="M3 4h14v9H9l-4 3.5V13H3z" />
  </svg>
);

const MoreIcon = () => (
  <svg viewBox="0 0 20 20" width="18" height="18" fill="currentColor" aria-hidden="true">
    <circle cx="10" cy="4.5" r="1.6" />
    <circle cx="10" cy="10" r="1.6" />
    <circle cx="10" cy="15.5" r="1.6" />
  </svg>
);
