import { useEffect, useRef, useState } from "react";
import { typed } from "../mrkdwn.ts";
import { post } from "../server.ts";
import type { Message } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";

/** Editor takes the place of a message's text while its author changes it. */
export function Editor(props: { of: Message; onClose(): void }) {
  const { of: m } = props;
  const { as, people, channels } = useWorkspace();
  const [text, setText] = useState(() => typed(m.text, people, channels));
  const [error, setError] = useState("");
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, []);
  async function save() {
    const wrong = await post("/page/edit", { user: as, channel: m.channel, ts: m.ts, text });
    if (wrong) setError(wrong);
    else props.onClose();
  }
  return (
    <div className="editor">
      <textarea
        ref={box}
        className="input"
        aria-label="Edit message"
        rows={Math.min(8, text.split("\n").length + 1)}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === "Escape") {
            e.stopPropagation();
            props.onClose();
          }
          if (e.key === "Enter" && !e.shiftKey) {
            e.preventDefault();
            void save();
          }
        }}
      />
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      <div className="row">
        <button type="button" className="btn" onClick={props.onClose}>
          Cancel
        </button>
        <button type="button" className="btn primary" onClick={() => void save()}>
          Save
        </button>
      </div>
    </div>
  );
}
