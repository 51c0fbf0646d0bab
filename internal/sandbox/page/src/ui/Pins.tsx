import { useId, useState } from "react";
import { hhmm } from "../clock.ts";
import { spoken } from "../mrkdwn.ts";
import type { Message } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { Blocks } from "./Blocks.tsx";

/** Pins keeps the pinned board at the top, live, one press away. */
export function Pins(props: { messages: Message[] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { people, show, doAs } = useWorkspace();
  const [first] = props.messages;
  if (!first) return null;
  const more = props.messages.length > 1 ? ` and ${props.messages.length - 1} more` : "";
  return (
    <section
      className="pins"
      aria-label="Pinned"
      onKeyDown={(e) => {
        if (e.key === "Escape" && open) {
          e.stopPropagation();
          setOpen(false);
        }
      }}
    >
      <button type="button" className="pins-bar" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        <span className="pins-line">
          <b>Pinned:</b> {spoken(first.text, people)}
          {more}
        </span>
        <span className="chevron" aria-hidden="true" />
      </button>
      <div id={id} className="pins-open" hidden={!open}>
        {open &&
          props.messages.map((m) => (
            <article key={m.ts} className="pin">
              <Blocks message={m} />
              <p className="row quiet">
                <span>
                  {people.find((p) => p.id === m.user)?.real_name}, {hhmm(Date.parse(m.at))}
                </span>
                <button type="button" className="as-link" onClick={() => show(m.channel, m.ts)}>
                  Go to it
                </button>
                <button type="button" className="as-link" onClick={() => void doAs("unpin", { channel: m.channel, ts: m.ts })}>
                  Unpin
                </button>
              </p>
            </article>
          ))}
      </div>
    </section>
  );
}
