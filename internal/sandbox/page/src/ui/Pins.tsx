import { useId, useState } from "react";
import { spoken } from "../mrkdwn.ts";
import type { Message } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { Blocks } from "./Blocks.tsx";

/** Pins keeps the pinned board at the top, live, one press away. */
export function Pins(props: { messages: Message[] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const { people } = useWorkspace();
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
        {open && props.messages.map((m) => <Blocks key={m.ts} message={m} />)}
      </div>
    </section>
  );
}
