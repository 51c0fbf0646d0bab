import type { Story } from "../wire.ts";
import { Dialog } from "./Dialog.tsx";

/** ScoreCard is the last word of the story: what was gained, in time. */
export function ScoreCard(props: { story: Story; file: { name: string; url: string } | null; onClose(): void; onFile(): void }) {
  const { story, file } = props;
  return (
    <Dialog label="Score card" className="score" onClose={props.onClose}>
      <p className="score-over">{story.title}</p>
      <h2>How it went</h2>
      {(story.score ?? []).map((line, n) => (
        <p key={n} className={n === 0 ? "score-first" : ""}>
          {line}
        </p>
      ))}
      <div className="dialog-foot">
        {file && (
          <button type="button" className="btn primary" data-first onClick={props.onFile}>
            Read the draft
          </button>
        )}
        <button type="button" className="btn" data-first={file ? undefined : ""} onClick={props.onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
