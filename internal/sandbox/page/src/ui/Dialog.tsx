import { useLayoutEffect, useRef, type ReactNode } from "react";

/**
 * Dialog is a modal panel: the browser keeps the focus in it, Escape closes
 * it. The focus begins at what carries data-first and returns to where it was.
 */
export function Dialog(props: { label: string; className: string; onClose(): void; children: ReactNode }) {
  const box = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    el.showModal();
    el.querySelector<HTMLElement>("[data-first]")?.focus();
    return () => el.close();
  }, []);
  return (
    <dialog
      ref={box}
      className={props.className}
      aria-label={props.label}
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
