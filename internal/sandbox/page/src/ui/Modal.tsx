import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from "react";
import { post } from "../server.ts";
import type { View } from "../wire.ts";
import { useWorkspace, WorkspaceContext } from "../workspace.ts";
import { Dialog } from "./Dialog.tsx";
import { useForm, ViewBody } from "./ViewBody.tsx";

/**
 * Modals are the views that lie open in front of a person. They stay mounted
 * below the top one, so that what was filled in is there when it is closed.
 */
export function Modals(props: { views: View[] }) {
  const { views } = props;
  const workspace = useWorkspace();
  const { as, tell } = workspace;
  const top = views[views.length - 1];
  if (!top) return null;
  const close = async (all: boolean) => {
    if (top.busy) return;
    const wrong = await post("/page/view/close", { user: as, view_id: top.id, all });
    if (wrong) tell(wrong);
  };
  // A link out of a form leads away from it.
  const inside = {
    ...workspace,
    go(channel: string) {
      void close(true);
      workspace.go(channel);
    },
    show(channel: string, ts: string) {
      void close(true);
      workspace.show(channel, ts);
    },
  };
  return (
    <WorkspaceContext value={inside}>
      <Dialog label={top.title} className="modal" onClose={() => void close(false)} firm>
        {views.map((v, n) => (
          <Modal key={v.id} view={v} depth={n} top={v === top} onClose={close} />
        ))}
      </Dialog>
    </WorkspaceContext>
  );
}

function Modal(props: { view: View; depth: number; top: boolean; onClose(all: boolean): void }) {
  const { view, depth, top } = props;
  const { as, acted } = useWorkspace();
  const form = useForm(view);
  const [sending, setSending] = useState(false);
  const box = useRef<HTMLFormElement>(null);
  const busy = sending || view.busy;

  useEffect(() => {
    if (top) (box.current?.querySelector<HTMLElement>(".input, .options input, .b-actions button") ?? box.current?.querySelector<HTMLElement>(".modal-foot .btn"))?.focus();
  }, [top]);
  // What is wrong is where one goes on.
  const wrong = Object.keys(view.errors).join(" ");
  useEffect(() => {
    if (top && wrong) box.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [top, wrong, sending]);

  async function submit(e?: FormEvent) {
    e?.preventDefault();
    if (busy || !view.submit) return;
    acted();
    setSending(true);
    form.setError("");
    const failed = await post("/page/view/submit", { user: as, view_id: view.id, values: form.values });
    setSending(false);
    form.setError(failed);
  }
  function key(e: KeyboardEvent) {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) void submit();
  }
  const trouble = wrong ? "" : view.trouble || form.error;
  return (
    <form ref={box} className="modal-in" hidden={!top} noValidate onSubmit={(e) => void submit(e)} onKeyDown={key} data-view={view.callback_id}>
      <div className="dialog-head">
        {depth > 0 && (
          <button type="button" className="btn" disabled={busy} onClick={() => props.onClose(false)}>
            Back
          </button>
        )}
        <h2>{view.title}</h2>
        <button type="button" className="icon" aria-label="Close" disabled={busy} onClick={() => props.onClose(true)}>
          <CloseIcon />
        </button>
      </div>
      <div className="modal-body">
        {trouble && (
          <p className="trouble" role="alert">
            {trouble}
            {view.trouble && form.error && <span className="quiet">{form.error}</span>}
          </p>
        )}
        <ViewBody form={form} />
        {wrong && (
          <p className="hidden" role="alert">
            {Object.values(view.errors).join(" ")}
          </p>
        )}
      </div>
      <div className="modal-foot">
        <button type="button" className="btn" disabled={busy} onClick={() => props.onClose(false)}>
          {view.close || (view.submit ? "Cancel" : "Close")}
        </button>
        {view.submit && (
          <button type="submit" className="btn primary" aria-disabled={busy} aria-busy={busy}>
            {busy && <span className="spinner" aria-hidden="true" />}
            {view.submit}
          </button>
        )}
      </div>
    </form>
  );
}

export function CloseIcon() {
  return (
    <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <path d="M5 5l10 10M15 5L5 15" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
