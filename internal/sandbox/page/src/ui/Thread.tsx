import type { ReactNode } from "react";

/** Thread is the side panel of one message and its replies. */
export function Thread(props: { where: string; onClose(): void; children: ReactNode }) {
  return (
    <aside
      className="thread"
      aria-label={`Thread in ${props.where}`}
      onKeyDown={(e) => {
        if (e.key === "Escape") props.onClose();
      }}
    >
      <div className="thread-head">
        <h2>Thread</h2>
        <span className="quiet">{props.where}</span>
        <button type="button" className="btn" autoFocus onClick={props.onClose}>
          Close
        </button>
      </div>
      {props.children}
    </aside>
  );
}
