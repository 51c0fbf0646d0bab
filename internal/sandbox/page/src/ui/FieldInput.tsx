import { useId } from "react";
import type { Choice, Field } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { Text } from "./Rich.tsx";

interface Props {
  of: Field;
  value: string[];
  error: string;
  onChange(value: string[]): void;
  /** Enter in a line of text that the bot wants to hear of at once. */
  onEnter?: () => void;
}

/** FieldInput is one field of a form with its label, its hint and what is wrong with it. */
export function FieldInput(props: Props) {
  const { of: f, error } = props;
  const id = useId();
  const name = (
    <>
      {f.label}
      {f.label && f.optional && <span className="quiet"> (optional)</span>}
    </>
  );
  const described = [f.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const many = f.several || f.type === "radio_buttons";
  const inside = (
    <>
      <Control {...props} id={id} described={described} />
      {f.type === "datetimepicker" && <p className="hint">In UTC.</p>}
      {f.hint && (
        <p className="hint" id={`${id}-hint`}>
          <Text of={{ type: "plain_text", text: f.hint }} />
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
  const kind = `form-field ${error ? "wrong" : ""} ${f.input ? "" : "bare"}`;
  if (many) {
    return (
      <fieldset className={kind} aria-describedby={described} data-block={f.block_id}>
        <legend className={f.label ? "" : "hidden"}>{f.label ? name : f.placeholder || "Choose"}</legend>
        {inside}
      </fieldset>
    );
  }
  return (
    <div className={kind} data-block={f.block_id}>
      {f.label && <label htmlFor={id}>{name}</label>}
      {inside}
    </div>
  );
}

function Control(props: Props & { id: string; described: string | undefined }) {
  const { of: f, value, onChange } = props;
  const offered = useOffered(f, value);
  const one = value[0] ?? "";
  const common = {
    id: props.id,
    className: "input",
    "data-action": f.action_id,
    "aria-label": f.label ? undefined : f.placeholder || f.action_id,
    "aria-describedby": props.described,
    "aria-invalid": props.error !== "",
    "aria-required": f.input && !f.optional,
    placeholder: f.placeholder || undefined,
    value: one,
    onChange: (e: { target: { value: string } }) => onChange(e.target.value ? [e.target.value] : []),
  };
  if (f.several || f.type === "radio_buttons") {
    return <Options field={f} id={props.id} offered={offered} value={value} invalid={props.error !== ""} onChange={onChange} />;
  }
  switch (f.type) {
    case "plain_text_input":
      if (f.multiline) return <textarea {...common} rows={4} maxLength={f.max_length || undefined} />;
      return (
        <input
          {...common}
          type="text"
          autoComplete="off"
          maxLength={f.max_length || undefined}
          onKeyDown={(e) => {
            if (e.key !== "Enter" || !props.onEnter || e.nativeEvent.isComposing) return;
            e.preventDefault();
            props.onEnter();
          }}
        />
      );
    case "datepicker":
      return <input {...common} type="date" />;
    case "timepicker":
      return <input {...common} type="time" />;
    case "datetimepicker":
      // The practice workspace lives in UTC.
      return (
        <input
          {...common}
          type="datetime-local"
          value={one && new Date(Number(one) * 1000).toISOString().slice(0, 16)}
          onChange={(e) => {
            const at = Date.parse(`${e.target.value}Z`);
            onChange(Number.isNaN(at) ? [] : [String(at / 1000)]);
          }}
        />
      );
    default: {
      const { placeholder, ...rest } = common;
      return (
        <select {...rest}>
          <option value="">{placeholder ?? "Choose…"}</option>
          {offered.map((o) => (
            <option key={o.value} value={o.value}>
              {o.description ? `${o.label} (${o.description})` : o.label}
            </option>
          ))}
        </select>
      );
    }
  }
}

/** Options are all there to see, each with its words: a list of many scrolls. */
function Options(props: { field: Field; id: string; offered: Choice[]; value: string[]; invalid: boolean; onChange(value: string[]): void }) {
  const { field: f, value } = props;
  const full = f.max_selected > 0 && value.length >= f.max_selected;
  return (
    <div className="options" data-action={f.action_id}>
      {props.offered.map((o) => {
        const on = value.includes(o.value);
        return (
          <label key={o.value} className="option">
            <input
              type={f.several ? "checkbox" : "radio"}
              name={props.id}
              checked={on}
              disabled={f.several && full && !on}
              aria-invalid={props.invalid}
              onChange={() => props.onChange(!f.several ? [o.value] : on ? value.filter((v) => v !== o.value) : [...value, o.value])}
            />
            <span>
              <Text of={{ type: "plain_text", text: o.label }} />
              {o.description && <span className="quiet">{o.description}</span>}
            </span>
          </label>
        );
      })}
    </div>
  );
}

/** useOffered are the field's own options, or the people or channels that one may name. */
function useOffered(f: Field, value: string[]): Choice[] {
  const { people, channels, name } = useWorkspace();
  if (f.type.includes("users_select")) {
    return people
      .filter((p) => !p.bot || value.includes(p.id))
      .map((p) => ({ label: p.real_name || p.name, value: p.id, description: p.guest ? "guest" : "" }));
  }
  if (f.type === "channels_select" || f.type === "conversations_select") {
    return channels
      .filter((c) => !c.archived && (f.type === "conversations_select" || (!c.private && !c.direct)))
      .map((c) => ({ label: name(c.id), value: c.id, description: c.private ? "private" : "" }));
  }
  return f.options;
}
