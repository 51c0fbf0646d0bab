import { useEffect, useRef, type ReactNode } from "react";

interface Props {
  where: string;
  /** Whether the focus goes to the reply box; on a phone that would raise the keyboard. */
  compose: boolean;
  onClose(): void;
  children: ReactNode;
}

/** Thread is the side panel of one message and its replies. */
export function Thread(props: Props) {
  const box = useRef<HTMLElement>(null);
  const first = useRef(props.compose ? "textarea" : ".btn");
  useEffect(() => box.current?.querySelector<HTMLElement>(first.current)?.focus(), []);
  return (
    <aside
      ref={box}
      className="thread"
      aria-label={`Thread in ${props.where}`}
      onKeyDown={(e) => {
        if (e.key === "Escape") props.onClose();
      }}
    >
      <div className="thread-head">
        <h2>Thread</h2>
        <span className="quiet">{props.where}</span>
        <button type="button" className="btn" onClick={props.onClose}>
          Close
        </button>
      </div>
      {props.children}
    </aside>
  );
}
