import { useState } from "react";
import { post } from "../server.ts";
import type { StoryButton } from "../wire.ts";

/** StoryButtons move the story itself: skip ahead, or end it. */
export function StoryButtons(props: { buttons: StoryButton[] }) {
  const [busy, setBusy] = useState("");
  const [error, setError] = useState("");
  async function press(id: string) {
    if (busy) return;
    setBusy(id);
    setError(await post("/page/story", { id }));
    setBusy("");
  }
  if (props.buttons.length === 0) return null;
  return (
    <div className="story-buttons">
      {props.buttons.map((b) => (
        <div key={b.id} className="story-button">
          <button
            type="button"
            className="btn"
            data-story={b.id}
            disabled={b.disabled}
            aria-disabled={b.disabled || busy !== ""}
            aria-busy={busy === b.id}
            aria-describedby={b.note ? `note-${b.id}` : undefined}
            onClick={() => void press(b.id)}
          >
            {busy === b.id && <span className="spinner" aria-hidden="true" />}
            {b.label}
          </button>
          {b.note && <span className="quiet" id={`note-${b.id}`}>{b.note}</span>}
        </div>
      ))}
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
