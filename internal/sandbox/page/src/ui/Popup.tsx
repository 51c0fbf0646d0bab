import { useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";

interface Props {
  label: string;
  /** What it was opened from: it stands beside it, and the focus goes back there. */
  from: HTMLElement;
  role: "menu" | "dialog";
  onClose(): void;
  children: ReactNode;
}

/**
 * Popup is a small panel beside what opened it, or at the foot of a phone. It
 * lies above everything; Escape, Tab and a press elsewhere close it, the arrows
 * walk through its items.
 */
export function Popup(props: Props) {
  const { from, onClose } = props;
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    el.showPopover();
    place(el, from);
    items(el)[0]?.focus();
    // Not the browser's own way of closing it: that closes it, too, when the
    // finger is lifted that has opened it by resting.
    const elsewhere = (e: PointerEvent) => {
      if (e.target instanceof Node && !el.contains(e.target) && !from.contains(e.target)) close.current();
    };
    document.addEventListener("pointerdown", elsewhere, true);
    return () => {
      const inside = el.contains(document.activeElement) || document.activeElement === document.body;
      document.removeEventListener("pointerdown", elsewhere, true);
      el.hidePopover();
      if (inside) from.focus();
    };
  }, [from]);

  function key(e: KeyboardEvent) {
    if (e.key === "Escape" || e.key === "Tab") {
      e.preventDefault();
      e.stopPropagation();
      onClose();
      return;
    }
    if (e.target instanceof HTMLInputElement) return;
    const all = items(box.current);
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to =
      e.key === "ArrowDown" || e.key === "ArrowRight" ? at + 1
      : e.key === "ArrowUp" || e.key === "ArrowLeft" ? at - 1
      : e.key === "Home" ? 0
      : e.key === "End" ? all.length - 1 : null;
    if (to === null || all.length === 0) return;
    e.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  }

  return createPortal(
    <div ref={box} popover="manual" className="popup" role={props.role} aria-label={props.label} onKeyDown={key} onClick={(e) => e.stopPropagation()}>
      {props.children}
    </div>,
    document.body,
  );
}

const items = (el: HTMLElement | null) => [...(el?.querySelectorAll<HTMLElement>("button:not(:disabled), input") ?? [])];

/** place puts it where there is room: below, else above; never over an edge. */
function place(el: HTMLElement, from: HTMLElement) {
  if (window.matchMedia("(max-width: 760px)").matches) return;
  const at = from.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = el;
  const below = at.bottom + 4 + height < window.innerHeight;
  const left = at.left + width < window.innerWidth - 8 ? at.left : at.right - width;
  el.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - height - 4)}px`;
  el.style.left = `${Math.max(8, left)}px`;
}

/** Item is one line of a menu. */
export function Item(props: { onPick(): void; note?: string; danger?: boolean; children: ReactNode }) {
  return (
    <button type="button" role="menuitem" className={`item ${props.danger ? "danger" : ""}`} onClick={props.onPick}>
      <span>{props.children}</span>
      {props.note && <span className="quiet">{props.note}</span>}
    </button>
  );
}
