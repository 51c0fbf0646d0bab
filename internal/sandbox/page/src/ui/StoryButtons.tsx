import { useState } from "react";
import { post } from "../server.ts";
import type { StoryButton } from "../wire.ts";

/** StoryButtons move the story itself: skip ahead, or end it. */
export function StoryButtons(props: { buttons: StoryButton[] }) {
  if (props.buttons.length === 0) return null;
  return (
    <div className="story-buttons">
      {props.buttons.map((b) => (
        <StoryPress key={b.id} of={b} />
      ))}
    </div>
  );
}

/** StoryPress is one such button, with the note that says where it leads. */
export function StoryPress(props: { of: StoryButton; primary?: boolean }) {
  const { of: b } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  async function press() {
    if (busy) return;
    setBusy(true);
    setError("");
    setError(await post("/page/story", { id: b.id }));
    setBusy(false);
  }
  return (
    <span className="story-button">
      <button
        type="button"
        className={`btn ${props.primary ? "primary" : ""}`}
        data-story={b.id}
        disabled={b.disabled}
        aria-disabled={b.disabled || busy}
        aria-busy={busy}
        onClick={() => void press()}
      >
        {busy && <span className="spinner" aria-hidden="true" />}
        {b.label}
      </button>
      {b.note && !b.disabled && <span className="quiet">{b.note}</span>}
      {error && (
        <span className="error" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}
