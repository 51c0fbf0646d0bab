import { useEffect, useRef, type ReactNode } from "react";

/** Dialog is a modal panel: the browser keeps the focus in it, Escape closes it. */
export function Dialog(props: { label: string; className: string; onClose(): void; children: ReactNode }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const el = box.current;
    if (el && !el.open) el.showModal();
  }, []);
  return (
    <dialog
      ref={box}
      className={props.className}
      aria-label={props.label}
      onClose={props.onClose}
      onCancel={(e) => {
        e.preventDefault();
        props.onClose();
      }}
      onClick={(e) => {
        if (e.target === box.current) props.onClose();
      }}
    >
      <div className="dialog-in">{props.children}</div>
    </dialog>
  );
}
