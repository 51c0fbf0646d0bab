import { Fragment, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from "react";
import { day } from "../clock.ts";
import { isReply } from "../store.ts";
import type { Message, Person } from "../wire.ts";
import { MessageRow } from "./MessageRow.tsx";

interface Props {
  label: string;
  /** What the list is of: with a new place it starts at its end. */
  place: string;
  /** Messages and replies of the channel that may be seen, oldest first. */
  messages: Message[];
  /** Whether `messages` is one thread, shown flat. */
  flat?: boolean;
  people: Map<string, Person>;
  pins: string[];
  onThread?: (ts: string) => void;
  children?: ReactNode;
}

export function MessageList(props: Props) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [below, setBelow] = useState(false);

  const shown = props.flat ? props.messages : props.messages.filter((m) => !isReply(m));
  const threads = new Map<string, Message[]>();
  if (!props.flat) {
    for (const m of props.messages) {
      if (isReply(m)) threads.set(m.thread_ts, [...(threads.get(m.thread_ts) ?? []), m]);
    }
  }
  const newest = shown[shown.length - 1]?.ts ?? "";

  function toEnd() {
    const el = box.current;
    if (el) el.scrollTop = el.scrollHeight;
    atEnd.current = true;
    setBelow(false);
  }
  useLayoutEffect(toEnd, [props.place]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  });
  useEffect(() => {
    if (!atEnd.current && newest) setBelow(true);
  }, [newest]);
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    // Pictures arrive late and panels open: whoever was at the end stays there.
    const watch = new ResizeObserver(() => {
      if (atEnd.current) el.scrollTop = el.scrollHeight;
    });
    watch.observe(el);
    if (el.firstElementChild) watch.observe(el.firstElementChild);
    return () => watch.disconnect();
  }, []);

  let before: Message | undefined;
  return (
    <div className="list-wrap">
      <div
        className="list"
        ref={box}
        role="region"
        aria-label={props.label}
        tabIndex={0}
        onScroll={(e) => {
          const el = e.currentTarget;
          atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 60;
          if (atEnd.current) setBelow(false);
        }}
      >
        <div className="list-in">
          {props.children}
          <ol>
            {shown.map((m) => {
              const prev = before;
              before = m;
              const newDay = !prev || day(Date.parse(prev.at)) !== day(Date.parse(m.at));
              const replies = threads.get(m.ts);
              return (
                <Fragment key={m.ts}>
                  {newDay && (
                    <li className="day">
                      <span>{day(Date.parse(m.at))}</span>
                    </li>
                  )}
                  <MessageRow
                    message={m}
                    person={props.people.get(m.user)}
                    follows={!newDay && goesOn(prev, m, props.people.get(m.user))}
                    pinned={props.pins.includes(m.ts)}
                    replies={replies?.length}
                    lastReply={replies?.[replies.length - 1]?.at}
                    onThread={props.onThread}
                  />
                </Fragment>
              );
            })}
          </ol>
        </div>
      </div>
      {below && (
        <button type="button" className="below" onClick={toEnd}>
          New messages below
        </button>
      )}
    </div>
  );
}

/** goesOn says whether a person speaks again within five minutes. */
function goesOn(prev: Message | undefined, m: Message, person: Person | undefined): boolean {
  if (!prev || person?.bot || prev.user !== m.user) return false;
  if (prev.system || m.system || prev.ephemeral_for || m.ephemeral_for) return false;
  return Date.parse(m.at) - Date.parse(prev.at) < 5 * 60_000;
}
