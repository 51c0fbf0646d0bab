import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { help, type Offer } from "../complete.ts";
import type { Person, Verb } from "../wire.ts";
import { Attachment } from "./Attachment.tsx";
import { ShortcutMenu } from "./ShortcutMenu.tsx";

interface Props {
  id: string;
  /** Whose and where: each place keeps its own unsent text. */
  place: string;
  drafts: Map<string, string>;
  history: string[];
  command: string;
  verbs: Verb[];
  people: Person[];
  label: string;
  placeholder: string;
  /** Text that the coach puts in; a new number is a new press. */
  insert?: { text: string; n: number };
  send(text: string, file: File | null): Promise<string>;
}

/** Composer is where people type. What is typed is kept until it was taken. */
export function Composer(props: Props) {
  const [text, setText] = useState(props.drafts.get(props.place) ?? "");
  const [caret, setCaret] = useState(text.length);
  const [error, setError] = useState("");
  const [sending, setSending] = useState(0);
  const [closed, setClosed] = useState(false);
  const [chosen, setChosen] = useState<number | null>(null);
  const [back, setBack] = useState(-1);
  const [file, setFile] = useState<File | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const want = useRef<number | null>(null);
  const place = useRef(props.place);
  const listID = useId();

  const h = help(text, caret, props.command, props.verbs, props.people);
  const open = !closed && h.offers.length > 0;
  const active = !open ? -1 : chosen === null ? (h.eager ? 0 : -1) : Math.min(chosen, h.offers.length - 1);

  function put(next: string, at = next.length) {
    props.drafts.set(place.current, next);
    setText(next);
    setCaret(at);
    setChosen(null);
    // The same text is not drawn again, and a caret kept for the next drawing
    // would jump under the next key.
    if (next === text) box.current?.setSelectionRange(at, at);
    else want.current = at;
  }

  useEffect(() => {
    if (place.current === props.place) return;
    place.current = props.place;
    put(props.drafts.get(props.place) ?? "");
    setError("");
    setBack(-1);
    setClosed(false);
    setFile(null);
  });

  const inserted = useRef(props.insert?.n ?? 0);
  useEffect(() => {
    const { insert } = props;
    if (!insert || insert.n === inserted.current) return;
    inserted.current = insert.n;
    // What stood there is one ArrowUp away.
    if (text.trim() && text !== insert.text) props.history.push(text);
    put(insert.text);
    setClosed(true);
    box.current?.focus();
  });

  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    el.style.height = "auto";
    el.style.height = `${Math.min(el.scrollHeight, 200)}px`;
  }, [text]);
  // After every drawing, not only after a new text: a caret kept for later
  // would jump under the next key.
  useLayoutEffect(() => {
    if (want.current !== null) box.current?.setSelectionRange(want.current, want.current);
    want.current = null;
  });

  useEffect(() => {
    if (active >= 0) document.getElementById(`${listID}-${active}`)?.scrollIntoView({ block: "nearest" });
  }, [active, listID]);

  async function send() {
    const said = text.trim();
    if (!said && !file) return;
    const along = file;
    const from = place.current;
    if (said && props.history[props.history.length - 1] !== said) props.history.push(said);
    put("");
    setFile(null);
    setBack(-1);
    setError("");
    box.current?.focus();
    setSending((n) => n + 1);
    const wrong = await props.send(said, along);
    setSending((n) => n - 1);
    if (!wrong) return;
    if (along && place.current === from) setFile(along);
    // The line goes back to where it was typed, unless something new stands
    // there: then it is one ArrowUp away.
    if (props.drafts.get(from)) {
      setError(`${wrong} Your line is kept, ArrowUp in the empty box brings it back: ${said}`);
      return;
    }
    props.drafts.set(from, said);
    if (place.current === from) put(said);
    setError(wrong);
  }

  function take(o: Offer) {
    put(o.text, o.caret);
    setClosed(false);
    box.current?.focus();
  }

  function recall(step: 1 | -1, e: KeyboardEvent) {
    const n = back + step;
    if (n < -1 || n >= props.history.length) return;
    e.preventDefault();
    setBack(n);
    put(n === -1 ? "" : (props.history[props.history.length - 1 - n] ?? ""));
    setClosed(true);
  }

  function key(e: KeyboardEvent<HTMLTextAreaElement>) {
    if (e.nativeEvent.isComposing) return;
    const count = h.offers.length;
    if (open) {
      if (e.key === "ArrowDown" || e.key === "ArrowUp") {
        e.preventDefault();
        const step = e.key === "ArrowDown" ? 1 : -1;
        setChosen(active < 0 ? (step > 0 ? 0 : count - 1) : (active + step + count) % count);
        return;
      }
      if (e.key === "Escape") {
        e.preventDefault();
        e.stopPropagation();
        setClosed(true);
        return;
      }
      if (e.key === "Tab" && !e.shiftKey) {
        const o = h.offers[Math.max(active, 0)];
        if (o && o.text !== text) {
          e.preventDefault();
          take(o);
          return;
        }
      }
      if (e.key === "Enter" && !e.shiftKey && active >= 0) {
        const o = h.offers[active];
        if (o && o.text.trim() !== text.trim()) {
          e.preventDefault();
          take(o);
          return;
        }
      }
    }
    if (e.key === "Enter" && !e.shiftKey) {
      e.preventDefault();
      void send();
      return;
    }
    const onEdge = text === "" || back >= 0;
    if (e.key === "ArrowUp" && onEdge) recall(1, e);
    if (e.key === "ArrowDown" && back >= 0) recall(-1, e);
  }

  return (
    <div className="composer">
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      {open && (
        <ul className="offers" id={listID} role="listbox" aria-label="Suggestions">
          {h.offers.map((o, n) => (
            <li
              key={o.label}
              id={`${listID}-${n}`}
              role="option"
              aria-selected={n === active}
              onMouseDown={(e) => {
                e.preventDefault();
                take(o);
              }}
            >
              <span className="offer-head">
                <b>{o.label}</b> {o.args && <span className="offer-args">{o.args}</span>}
              </span>
              <span className="quiet">{o.note}</span>
            </li>
          ))}
          <li className="offers-foot" role="presentation">
            <kbd>↑</kbd> <kbd>↓</kbd> choose, <kbd>Tab</kbd> take, <kbd>Esc</kbd> close
          </li>
        </ul>
      )}
      {!open && h.verb && (
        <p className="verb-help" id={`${listID}-help`}>
          <b>{h.verb.name}</b> {h.verb.args && <span className="offer-args">{h.verb.args}</span>} <span className="quiet">{h.verb.short}</span>
        </p>
      )}
      {file && <Attachment of={file} onRemove={() => setFile(null)} />}
      <div className="box">
        <ShortcutMenu />
        <button type="button" className="icon" aria-label="Add a file" title="Add a file" onClick={() => chooser.current?.click()}>
          <ClipIcon />
        </button>
        <input
          ref={chooser}
          type="file"
          hidden
          aria-label="File"
          onChange={(e) => {
            setFile(e.target.files?.[0] ?? null);
            e.target.value = "";
            box.current?.focus();
          }}
        />
        <div className="field">
          {h.ghost && (
            <div className="ghost" aria-hidden="true">
              <span>{text.replace(/\s*$/, " ")}</span>
              {h.ghost}
            </div>
          )}
          <textarea
            id={props.id}
            ref={box}
            rows={1}
            value={text}
            placeholder={props.placeholder}
            aria-label={props.label}
            aria-autocomplete="list"
            aria-controls={open ? listID : undefined}
            aria-activedescendant={active >= 0 ? `${listID}-${active}` : undefined}
            aria-describedby={!open && h.verb ? `${listID}-help` : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={!text.startsWith("/")}
            enterKeyHint="send"
            onChange={(e) => {
              props.drafts.set(place.current, e.target.value);
              setText(e.target.value);
              setCaret(e.target.selectionStart);
              setChosen(null);
              setClosed(false);
              setBack(-1);
              setError("");
            }}
            onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
            onBlur={() => setClosed(true)}
            onFocus={() => setClosed(false)}
            onKeyDown={key}
            onPaste={(e) => {
              const [pasted] = e.clipboardData.files;
              if (!pasted) return;
              e.preventDefault();
              setFile(pasted);
            }}
          />
        </div>
        <button type="button" className="send" aria-label="Send" disabled={!text.trim() && !file} aria-busy={sending > 0} onClick={() => void send()}>
          {sending > 0 ? <span className="spinner" aria-hidden="true" /> : <SendIcon />}
        </button>
      </div>
    </div>
  );
}

function SendIcon() {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d="M3 4l14 6-14 6 2.5-6zM5.5 10H11" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}

function ClipIcon() {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d="M14.5 8.5l-5.6 5.6a2.6 2.6 0 0 1-3.7-3.7l6-6a1.8 1.8 0 0 1 2.6 2.6l-5.90 5.9" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
