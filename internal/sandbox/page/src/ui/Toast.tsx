import { useEffect, useRef } from "react";

/** Toast says for a while what came of an act that has no place of its own. It lies over panels, too. */
export function Toast(props: { words: string; onClose(): void }) {
  const { words, onClose } = props;
  const box = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    box.current?.showPopover();
    const timer = window.setTimeout(() => close.current(), 8000);
    return () => window.clearTimeout(timer);
  }, [words]);
  return (
    <div ref={box} popover="manual" className="told">
      <span role="alert">{words}</span>
      <button type="button" className="btn" onClick={onClose}>
        Dismiss
      </button>
    </div>
  );
}
