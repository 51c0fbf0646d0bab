import { useEffect, useState } from "react";
import { post } from "../server.ts";
import type { View } from "../wire.ts";
import { useWorkspace } from "../workspace.ts";
import { useForm, ViewBody } from "./ViewBody.tsx";

/** Home is the bot's own tab, as it has drawn it for one person. */
export function Home(props: { view: View | undefined; label: string }) {
  const { as } = useWorkspace();
  const [error, setError] = useState("");
  useEffect(() => {
    let gone = false;
    setError("");
    void post("/page/home", { user: as }).then((wrong) => gone || setError(wrong));
    return () => {
      gone = true;
    };
  }, [as]);
  return (
    <div className="home list" role="region" aria-label={props.label} tabIndex={0}>
      {error && (
        <p className="trouble" role="alert">
          {error}
        </p>
      )}
      {props.view ? <Drawn key={props.view.id} view={props.view} /> : !error && <p className="quiet">Nothing is published here yet.</p>}
    </div>
  );
}

function Drawn(props: { view: View }) {
  const form = useForm(props.view);
  return (
    <>
      {form.error && (
        <p className="trouble" role="alert">
          {form.error}
        </p>
      )}
      <ViewBody form={form} />
    </>
  );
}
