import { useSyncExternalStore } from "react";

/** useMedia follows a media query. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (on) => {
      const q = window.matchMedia(query);
      q.addEventListener("change", on);
      return () => q.removeEventListener("change", on);
    },
    () => window.matchMedia(query).matches,
  );
}
