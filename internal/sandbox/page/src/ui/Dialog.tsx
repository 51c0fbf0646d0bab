import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from "react";

/**
 * Dialog is a modal panel: the browser keeps the focus in it, Escape closes
 * it. The focus begins at what carries data-first and returns to where it was.
 * A firm one is not closed by a press beside it, which would lose what was
 * filled in.
 */
export function Dialog(props: { label: string; className: string; firm?: boolean; onClose(): void; children: ReactNode }) {
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
        if (e.target !== box.current) return;
        e.preventDefault();
        props.onClose();
      }}
      // A browser closes a dialog at the second Escape whatever it was told, and
      // lets Tab out into its own bars.
      onKeyDown={(e) => {
        if (e.key === "Tab") {
          e.stopPropagation();
          if (box.current) goAround(box.current, e);
        }
        if (e.key !== "Escape" || e.defaultPrevented) return;
        e.preventDefault();
        e.stopPropagation();
        props.onClose();
      }}
      onClick={(e) => {
        if (e.target === box.current && !props.firm) props.onClose();
      }}
    >
      <div className="dialog-in">{props.children}</div>
    </dialog>
  );
}

/** goAround leads from the last stop to the first and back. */
function goAround(box: HTMLElement, e: KeyboardEvent) {
  const stops = [...box.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex='0']")].filter(
    (x) => x.checkVisibility() && !x.matches(":disabled"),
  );
  const edge = e.shiftKey ? stops[0] : stops[stops.length - 1];
  if (document.activeElement !== edge) return;
  e.preventDefault();
  (e.shiftKey ? stops[stops.length - 1] : stops[0])?.focus();
}
