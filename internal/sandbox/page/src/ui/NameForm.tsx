import { useState, type FormEvent, type ReactNode } from "react";
import { post } from "../server.ts";
import { useWorkspace } from "../workspace.ts";
import { Dialog } from "./Dialog.tsx";

/** NameForm asks for a channel's name and does what it is asked for. */
export function NameForm(props: { title: string; act: string; path: string; body: Record<string, unknown>; name: string; children?: ReactNode; onClose(): void }) {
  const { as, acted } = useWorkspace();
  const [name, setName] = useState(props.name);
  const [error, setError] = useState("");
  async function submit(e: FormEvent) {
    e.preventDefault();
    acted();
    const wrong = await post(props.path, { ...props.body, user: as, name: name.trim().replace(/^#/, "") });
    if (wrong) setError(wrong);
    else props.onClose();
  }
  return (
    <Dialog label={props.title} className="modal small" onClose={props.onClose}>
      <form className="modal-in" noValidate onSubmit={(e) => void submit(e)}>
        <div className="dialog-head">
          <h2>{props.title}</h2>
        </div>
        <div className="modal-body">
          <div className={`form-field ${error ? "wrong" : ""}`}>
            <label htmlFor="channel-name">Name</label>
            <input
              id="channel-name"
              className="input"
              data-first
              autoComplete="off"
              autoCapitalize="off"
              maxLength={80}
              value={name}
              aria-invalid={error !== ""}
              aria-describedby={error ? "channel-name-error" : "channel-name-hint"}
              onChange={(e) => setName(e.target.value)}
            />
            <p className="hint" id="channel-name-hint">
              Small letters, digits, - and _, without spaces.
            </p>
            {error && (
              <p className="error" id="channel-name-error" role="alert">
                {error}
              </p>
            )}
          </div>
          {props.children}
        </div>
        <div className="modal-foot">
          <button type="button" className="btn" onClick={props.onClose}>
            Cancel
          </button>
          <button type="submit" className="btn primary">
            {props.act}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** NewChannel makes a channel as the person acted as. */
export function NewChannel(props: { onClose(): void }) {
  const [hidden, setHidden] = useState(false);
  return (
    <NameForm title="New channel" act="Create" path="/page/create" body={{ private: hidden }} name="" onClose={props.onClose}>
      <label className="option">
        <input type="checkbox" checked={hidden} onChange={() => setHidden(!hidden)} />
        <span>
          Private
          <span className="quiet">Only its members know of it.</span>
        </span>
      </label>
    </NameForm>
  );
}
