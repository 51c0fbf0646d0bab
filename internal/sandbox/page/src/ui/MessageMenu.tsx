import { useState } from "react";
import type { Message } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { all, first, Picker } from "./Emoji.tsx";
import { Item, Popup } from "./Popup.tsx";

interface Props {
  of: Message;
  from: HTMLElement;
  pinned: boolean;
  /** Whether a thread can be begun from here. */
  threads: boolean;
  onEdit(): void;
  onClose(): void;
}

/** MessageMenu is all that can be done with one message. */
export function MessageMenu(props: Props) {
  const { of: m } = props;
  const { as, shortcuts, doAs, ask, tell, thread } = useWorkspace();
  const [picking, setPicking] = useState(false);
  const at = { channel: m.channel, ts: m.ts };
  const close = (then: () => unknown) => () => {
    props.onClose();
    then();
  };
  const react = (emoji: string) => close(() => doAs(m.reactions?.some((r) => r.name === emoji && r.users.includes(as)) ? "unreact" : "react", { ...at, emoji }))();
  const own = m.user === as;
  if (picking) {
    return (
      <Popup key="picker" label="Add a reaction" role="dialog" from={props.from} onClose={props.onClose}>
        <Picker byName names={all} onPick={react} />
      </Popup>
    );
  }
  return (
    <Popup key="menu" label="With this message" role="menu" from={props.from} onClose={props.onClose}>
      <Picker names={first} onPick={react} />
      <Item onPick={() => setPicking(true)}>Another reaction…</Item>
      {props.threads && <Item onPick={close(() => thread(m.ts))}>Reply in a thread</Item>}
      <Item onPick={close(() => doAs(props.pinned ? "unpin" : "pin", at))}>{props.pinned ? "Unpin from this channel" : "Pin to this channel"}</Item>
      <Item onPick={close(() => void copy(m, tell))}>Copy link</Item>
      {shortcuts.some((s) => s.type === "message") && <hr />}
      {shortcuts
        .filter((s) => s.type === "message")
        .map((s) => (
          <Item key={s.callback_id} note={s.description} onPick={close(() => doAs("shortcut", { ...at, callback_id: s.callback_id }))}>
            {s.name}
          </Item>
        ))}
      {own && <hr />}
      {own && <Item onPick={close(props.onEdit)}>Edit message</Item>}
      {own && (
        <Item
          danger
          onPick={close(async () => {
            const sure = { title: "Delete message", text: "It is gone for everybody then.", confirm: "Delete", deny: "Keep it", style: "danger" };
            if (await ask(sure)) void doAs("delete", at);
          })}
        >
          Delete message
        </Item>
      )}
    </Popup>
  );
}

async function copy(m: Message, tell: (words: string) => void) {
  const link = `${window.location.origin}/archives/${m.channel}/p${m.ts.replace(".", "")}`;
  try {
    await navigator.clipboard.writeText(link);
    tell("The link is copied.");
  } catch {
    tell(`The browser did not copy. The link is ${link}`);
  }
}
